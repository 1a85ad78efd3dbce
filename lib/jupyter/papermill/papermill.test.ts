import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { venvProgram } from "trident-base/project";
import { beforeAll, expect, test } from "vitest";
import { installKernelspec } from "../client/installKernelspec.ts";
import { readNotebook, writeNotebook } from "../notebook/notebook.ts";
import { code, makeNotebook, temporaryFolders } from "../test/makeNotebook.ts";

const folder = temporaryFolders()();
const python = venvProgram("python");
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  JUPYTER_PATH: join(folder, "share", "jupyter"),
  PYTHONPATH: join(folder, "packages"),
};
const run = (...args: string[]) => promisify(execFile)(python, args, { cwd: folder, env });

beforeAll(async () => {
  await installKernelspec({ prefix: folder });
  // As a user installs it, with no registry at hand, but beside the environment.
  const options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--target", env.PYTHONPATH];
  await run("-m", "pip", "install", ...options, import.meta.dirname);
});

test("papermill runs a TypeScript notebook with parameters of every kind", async () => {
  const cells = [
    code(
      'let market: string = "synthetic"; // bars\nlet seed = 1;\nconst names: string[] = [];\nlet options: any = {};',
      ["parameters"],
    ),
    code("console.log(JSON.stringify({ market, seed: seed + 1, names, options }));"),
  ];
  await writeNotebook(join(folder, "in.ipynb"), makeNotebook("tslab", cells));
  const values = {
    market: 'a "b" \\ \n ü 😀 </script>',
    seed: 7,
    names: ["x", "y"],
    options: { "a b": [1.5, null, true], c: -0.25 },
  };
  // JSON is YAML too.
  writeFileSync(join(folder, "values.yaml"), JSON.stringify(values));
  await run("-m", "papermill", "--no-progress-bar", "-f", "values.yaml", "in.ipynb", "out.ipynb");
  const { cells: ran } = await readNotebook(join(folder, "out.ipynb"));
  expect(ran[1]!.source.split("\n").slice(0, 3)).toEqual([
    "// Parameters",
    String.raw`let market = "a \"b\" \\ \n \u00fc \ud83d\ude00 </script>";`,
    "let seed = 7;",
  ]);
  const output = ran[2]!.cell_type === "code" ? ran[2]!.outputs[0] : undefined;
  const printed = output?.output_type === "stream" ? output.text : "";
  expect(JSON.parse(printed)).toEqual({ ...values, seed: 8 });

  const { stdout } = await run("-m", "papermill", "--help-notebook", "in.ipynb");
  expect(stdout).toMatch(/market: string \(default "synthetic"\)\s+bars/);
  expect(stdout).toMatch(/seed: Unknown type \(default 1\)/);
});

test("what TypeScript cannot hold is refused before anything runs", async () => {
  const setting = (value: string) => run("-m", "papermill", "-y", `seed: ${value}`, "in.ipynb", "refused.ipynb");
  await expect(setting("9007199254740993")).rejects.toThrow(/9007199254740993 is no number that TypeScript holds/);
  await expect(setting(".inf")).rejects.toThrow(/inf cannot be a parameter/);
  await expect(run("-m", "papermill", "-p", "a-b", "1", "in.ipynb", "refused.ipynb")).rejects.toThrow(
    /'a-b' is no name/,
  );
});
