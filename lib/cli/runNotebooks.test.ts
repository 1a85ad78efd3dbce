import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerRoadmap } from "./roadmap.ts";
import { registerRun } from "./run.ts";
import { runCommand } from "./test/runCommand.ts";

// What is refused before a kernel is started.
const EMPTY = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-run-"));
  for (const name of ["one", "two"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "a.ipynb"), EMPTY);
  }
  await symlink(join(folder, "one"), join(folder, "linked"));
});

afterAll(() => rm(folder, { recursive: true }));

/** What a command line that is refused says; `wrong` if it is so in itself, which has an exit code of its own. */
async function refusal(argv: readonly string[], wrong = false): Promise<string> {
  const { code, err } = await runCommand([registerRun, registerRoadmap], argv, folder);
  expect(code).toBe(wrong ? 2 : 1);
  expect(await readFile(join(folder, "one", "a.ipynb"), "utf8")).toBe(EMPTY);
  return err;
}

test("notebooks of one name would take each other's place", async () => {
  expect(await refusal(["run", "one/a.ipynb", "two/a.ipynb", "--out", "out"])).toMatch(
    /Two notebooks have the same name/,
  );
});

test.each(["one", "linked"])("an executed notebook does not take its source's place (%s)", async (out) => {
  expect(await refusal(["run", "one/a.ipynb", "--out", out])).toMatch(/take the place of its source .*--out/);
});

test("a profile that does not exist is refused", async () => {
  expect(await refusal(["run", "one/a.ipynb", "--profile", "quik"], true)).toMatch(/--profile is 'quik'/);
  expect(await refusal(["roadmap", "--profile", "quik"], true)).toMatch(/--profile is 'quik'/);
});

test("no parameter gets lost by its name", async () => {
  expect(await refusal(["run", "one/a.ipynb", "-p", "__proto__", "1"], true)).toMatch(
    /no notebook has the parameter __proto__/,
  );
});

test("an option that follows a parameter's name is not taken for its value", async () => {
  expect(await refusal(["run", "one/a.ipynb", "-p", "seed", "--out", "out"], true)).toMatch(
    /-p seed has no value, since --out/,
  );
});

test("an empty path is not the folder that the command was called from", async () => {
  expect(await refusal(["run", "one/a.ipynb", "--out", ""], true)).toMatch(/a path is empty/);
});

test("an empty market is not the folder that the command was called from", async () => {
  expect(await refusal(["run", "one/a.ipynb", "-p", "market", ""], true)).toMatch(/no panel is named/);
});
