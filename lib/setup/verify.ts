// `npm run verify`: the long checks, files `*.verify.ts` anywhere in lib, and one closing line that counts them. Words
// after it choose among the files.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { leash, root } from "../base/project.mjs";
import { closingLine, vitestTally } from "./tally.ts";

const report = join(root, ".setup", "verify.json");
mkdirSync(join(root, ".setup"), { recursive: true });
rmSync(report, { force: true });
const command = [
  process.execPath,
  join(root, "node_modules", "vitest", "vitest.mjs"),
  "run",
  "--config=vitest.verify.config.ts",
  "--reporter=verbose",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
];
const child = spawn(process.execPath, [leash, ...command], { cwd: root, stdio: ["pipe", "inherit", "inherit"] });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill("SIGTERM"));
child.on("close", (code) => {
  const tally = vitestTally(existsSync(report) ? readFileSync(report, "utf8") : undefined, code ?? 1);
  console.log(closingLine(tally));
  process.exitCode = tally.failed > 0 ? 1 : 0;
});
