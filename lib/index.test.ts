import { spawnSync } from "node:child_process";
import { root } from "trident-base/project";
import { expect, test } from "vitest";

test("the face has what each phase begins with, and loads no engine, DuckDB, danfojs or zod", () => {
  const program = `
    import { registerHooks } from "node:module";
    const packages = new Set();
    registerHooks({
      load: (url, context, next) => {
        const [, name] = url.match(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/) ?? [];
        if (name) packages.add(name);
        return next(url, context);
      },
    });
    const face = await import("./lib/index.ts");
    console.log(JSON.stringify({ names: Object.keys(face), packages: [...packages] }));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=source", "--input-type=module", "-e", program],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  const { names, packages } = JSON.parse(stdout || JSON.stringify({ names: [stderr], packages: [] }));
  expect(names).toEqual(
    expect.arrayContaining([
      ...["readPanel", "engineerInputs", "labelPanel", "quickValidator", "waterfall"],
      ...["searchLabels", "buildDataset", "readDataset"],
      ...["trainTrident", "loadBundle", "verifyBundle", "predictDay", "decideSessions", "certificateSentence"],
      ...["runBacktest", "judgeDecisions", "findMarketSeries", "sessionLedger"],
    ]),
  );
  expect(names.length).toBeLessThanOrEqual(110);
  expect(packages).toEqual(["simple-statistics"]);
});
