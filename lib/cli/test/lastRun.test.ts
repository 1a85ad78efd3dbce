import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-last-run-"));
const out = join(folder, "run");

/** Runs `trident`, and sends it SIGINT once it has said `began`; gives the exit code. */
async function trident(words: readonly string[], began?: RegExp): Promise<number | null> {
  const command = [join(root, "lib", "cli", "trident.mjs"), ...words];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  let isAsked = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (isAsked || !began?.test(said)) return;
    isAsked = true;
    child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  return code as number | null;
}

/** All files of the run, with what is in them. */
const content = () =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), "utf8")]);

beforeAll(async () => {
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  const cell = { cell_type: "code", id: "a", source: "1", metadata: {}, outputs: [], execution_count: null };
  mkdirSync(out);
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [cell] };
  writeFileSync(join(folder, "a.ipynb"), JSON.stringify(notebook));
  expect(await trident(["run", "a.ipynb", "--out", out])).toBe(0);
  expect(await trident(["report", out, "--out", join(out, "report.html")])).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["a market that is not there", ["--market", "nope.csv"], undefined, 2],
  ["a profile that is none", ["--profile", "nope"], undefined, 2],
  ["Ctrl-C", ["--market", "synthetic:tickers=3,years=1"], /kernel \S+ ready/, 130],
])("%s leaves the last complete roadmap as it was", async (_, words, began, code) => {
  const before = content();
  expect(await trident(["roadmap", ...words, "--out", out], began)).toBe(code);
  expect(content()).toEqual(before);
});
