// `npm test`: every check of the repository, two at a time, and one closing line that counts them.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { leash, root, venvProgram } from "../base/project.mjs";
import { closingLine, pytestTally, sumTallies, type Tally, vitestTally } from "./tally.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd?: string;
  /** Counts the tests of a test runner; any other check counts as one. */
  readonly count?: (exitCode: number) => Tally;
}

const filters = process.argv.slice(2);
const testFiles = globSync("lib/**/*.test.ts", { cwd: root, exclude: (path) => /node_modules|dist/.test(path) }).filter(
  (path) => filters.length === 0 || filters.some((filter) => path.includes(filter)),
).length;
const host = join(root, "lib", "engines", "host");
const judge = join(root, "lib", "python", "trident_judge");
const papermill = join(root, "lib", "jupyter", "papermill");
const vitestReport = join(root, ".setup", "vitest.json");
const pytestReport = join(root, ".setup", "pytest.xml");
const judgeReport = join(root, ".setup", "pytest-judge.xml");
const inPackage = (path: string): string => join(root, "node_modules", path);
const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

const vitest: Check = {
  name: "vitest",
  command: [
    process.execPath,
    inPackage("vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${vitestReport}`,
    ...filters,
  ],
  count: (exitCode) => vitestTally(read(vitestReport), exitCode),
};
/**
 * As root every file can be read and written, so the tests of files, folders and permissions run once more as the user
 * that TRIDENT_ORDINARY_USER names, who needs no more than to read this folder.
 */
const ordinaryUser = process.env.TRIDENT_ORDINARY_USER;
const ordinaryReport = ordinaryUser ? join(tmpdir(), `trident-ordinary-${process.pid}`, "vitest.json") : "";
const asOrdinaryUser: Check = {
  name: "as a user",
  command: [
    ...["runuser", "-u", ordinaryUser ?? "", "--", "env", `HOME=${dirname(ordinaryReport)}`],
    ...[process.execPath, inPackage("vitest/vitest.mjs"), "run", "--configLoader=runner", "--no-cache"],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${ordinaryReport}`],
    ...["lib/base/", "lib/cli/outputF", "lib/setup/setup.test", "lib/jupyter/runs/lock", "lib/files/writeParquet"],
  ],
  count: (exitCode) => vitestTally(read(ordinaryReport), exitCode),
};
const ofCode: readonly Check[] = [
  { name: "biome", command: [process.execPath, inPackage("@biomejs/biome/bin/biome"), "check", "--error-on-warnings"] },
  { name: "typescript", command: [process.execPath, inPackage("typescript/bin/tsc"), "-p", "."] },
  { name: "knip", command: [process.execPath, inPackage("knip/bin/knip.js"), "--no-progress"] },
];
const ofHost: readonly Check[] = [
  { name: "ruff", command: [venvProgram("ruff"), "check", "--no-cache", host, papermill, judge] },
  { name: "ruff format", command: [venvProgram("ruff"), "format", "--no-cache", "--check", host, papermill, judge] },
  {
    name: "pyright",
    command: [
      process.execPath,
      inPackage("pyright/index.js"),
      "--project",
      host,
      "--pythonpath",
      venvProgram("python"),
      "--warnings",
    ],
  },
  {
    name: "pytest",
    command: [venvProgram("python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${pytestReport}`],
    cwd: host,
    count: (exitCode) => pytestTally(read(pytestReport), exitCode),
  },
  {
    name: "pyright judge",
    command: [
      ...[process.execPath, inPackage("pyright/index.js"), "--project", judge],
      ...["--pythonpath", venvProgram("python"), "--warnings"],
    ],
  },
  {
    name: "pytest judge",
    command: [venvProgram("python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${judgeReport}`],
    cwd: judge,
    count: (exitCode) => pytestTally(read(judgeReport), exitCode),
  },
];

const running = new Map<string, ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    for (const child of running.values()) child.kill("SIGTERM");
    process.exit(130);
  });
}

function run({ command, cwd = root }: Check, name: string): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [leash, ...command], { cwd, stdio: ["pipe", "pipe", "pipe"] });
    running.set(name, child);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (name === "vitest") follow(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const end = (exitCode: number): void => {
      running.delete(name);
      resolve({ exitCode, output });
    };
    child.on("error", (error) => {
      output += `${error.message}\n`;
      end(1);
    });
    child.on("close", (code) => end(code ?? 1));
  });
}

async function perform(check: Check): Promise<Tally> {
  const started = performance.now();
  const { exitCode, output } = await run(check, check.name);
  const tally = check.count?.(exitCode) ?? { passed: +(exitCode === 0), failed: +(exitCode !== 0), skipped: 0 };
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counted = check.count ? `  ${closingLine(tally)}` : "";
  console.log(
    `${tally.failed === 0 ? "ok    " : "FAILED"} ${check.name.padEnd(12)} ${seconds.padStart(6)} s${counted}`,
  );
  if (tally.failed > 0) console.log(tellingPart(output));
  else for (const note of notesOf(output)) console.log(`       ${note}`);
  return tally;
}

/** How often a line says how far the checks are, in ms. */
const REMINDER_MS = 15_000;
const started = performance.now();
let passedFiles = 0;
let failedFiles = 0;

/** Counts the test files that vitest has done, by the lines that it prints of them. */
function follow(text: string): void {
  for (const line of stripVTControlCharacters(text).split("\n")) {
    if (/^ ✓ .*\.test\.ts/.test(line)) passedFiles++;
    if (/^ ❯ .*\.test\.ts.*\d+ failed/.test(line)) failedFiles++;
  }
}

function remind(): void {
  const seconds = Math.round((performance.now() - started) / 1000);
  const failed = failedFiles > 0 ? `, ${failedFiles} with failures` : "";
  console.log(
    `       ${seconds} s: ${passedFiles + failedFiles} of ${testFiles} test files done${failed}; ${[...running.keys()].join(", ")}`,
  );
}

/** Of a failed check's words those that tell: of vitest's, what comes after the list of all tests. */
function tellingPart(output: string): string {
  const plain = stripVTControlCharacters(output).trimEnd();
  const start = plain.search(/^⎯+ ?(?:Failed (?:Tests|Suites)|Unhandled Errors?)/m);
  return start < 0 ? plain : plain.slice(start);
}

/** Sizes and times of what lies in a folder: a test that writes into the user's research changes them. */
function stateOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const entries = names.map((name) => [name, statSync(join(folder, name), { throwIfNoEntry: false })] as const);
  return new Map(entries.map(([name, found]) => [name, `${found?.size} bytes of ${found?.mtime.toISOString()}`]));
}

/** What became of `data/` while the tests ran, a line each. */
function changesOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `data/${name}: ${before.get(name) ?? "absent"}, now ${after.get(name) ?? "absent"}`);
}

/** What tests say about parts of them that could not run on this machine. */
function notesOf(output: string): readonly string[] {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trim());
  return [...new Set(lines)].filter((line) => /^not run: |\breference bars absent\b/.test(line));
}

async function performAll(checks: readonly Check[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = [];
  for (const check of checks) tallies.push(await perform(check));
  return tallies;
}

mkdirSync(join(root, ".setup"), { recursive: true });
const research = stateOf(join(root, "data"));
for (const report of [vitestReport, pytestReport, judgeReport]) rmSync(report, { force: true });
if (ordinaryUser) {
  mkdirSync(dirname(ordinaryReport), { recursive: true });
  chmodSync(dirname(ordinaryReport), 0o777);
}
const tests = ordinaryUser && filters.length === 0 ? [vitest, asOrdinaryUser] : [vitest];
const alongside = filters.length > 0 ? [] : [...ofCode, ...(existsSync(join(host, "pyproject.toml")) ? ofHost : [])];
const reminder = setInterval(remind, REMINDER_MS);
const tallies = await Promise.all([performAll(tests), performAll(alongside)]);
clearInterval(reminder);
if (ordinaryUser) rmSync(dirname(ordinaryReport), { recursive: true, force: true });
const changes = changesOf(research, stateOf(join(root, "data")));
const untouched = changes.length === 0;
console.log(`${untouched ? "ok    " : "FAILED"} data/ is as it was`);
for (const change of changes) console.log(change);
const total = sumTallies([...tallies.flat(), { passed: +untouched, failed: +!untouched, skipped: 0 }]);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;
