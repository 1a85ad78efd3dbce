import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { NO_CELLS, withCell } from "./compile/knownCells.ts";
import { makeSnapshot } from "./compile/makeSnapshot.ts";
import { CompilerProcess } from "./compilerProcess.ts";

const newFolder = temporaryFolders();

/** What a compiler makes of cells one after another, and what it says of a wrong one. */
async function answersOf(snapshot: string): Promise<readonly unknown[]> {
  const compiler = new CompilerProcess(snapshot);
  onTestFinished(() => compiler.close());
  let known = NO_CELLS;
  const answers: unknown[] = [];
  for (const code of [
    "const all = [1, 2].map((n) => String(n));",
    'import { join } from "path";\nlet path = join(all[0]);',
  ]) {
    const compiled = await compiler.ask("compile", known, code);
    answers.push(compiled);
    if ("module" in compiled) known = withCell(known, compiled.module);
  }
  answers.push(await compiler.ask("compile", known, "path = all; Buffer.from(3n); nothing"));
  answers.push(await compiler.ask("inspect", known, "path.at(", 8));
  return answers;
}

test("a compiler that starts from a snapshot gives what others give, and so does one whose snapshot is broken", async () => {
  const folder = newFolder();
  const whole = join(folder, "whole.blob");
  await makeSnapshot(root, "1 + 1", whole);
  const fromSnapshot = await answersOf(whole);
  const broken = join(folder, "broken.blob");
  writeFileSync(broken, "no snapshot");
  expect(await answersOf(broken)).toEqual(fromSnapshot);
  expect(fromSnapshot.slice(0, 2)).toMatchObject([
    { names: { declared: ["all"] } },
    { names: { declared: ["join", "path"] } },
  ]);
  expect(fromSnapshot[2]).toHaveLength(3);
});

test("types that are found in each other, 900 deep, do not overflow its stack", async () => {
  const compiler = new CompilerProcess();
  onTestFinished(() => compiler.close());
  const functions = Array.from({ length: 900 }, (_, k) => `function f${k}() { return f${k + 1}() + 1; }`);
  const code = `${functions.join("\n")}\nfunction f900() { return 1; }\nf0()`;
  expect(await compiler.ask("compile", NO_CELLS, code)).toHaveProperty("code");
});

test("the kernel itself loads no TypeScript: it would be ready a third of a second later", () => {
  const kernel = JSON.stringify(new URL("./serve.ts", import.meta.url));
  const script = `import { createRequire } from "node:module"; await import(${kernel});
    console.log(Object.keys(createRequire(${kernel}).cache).filter((path) => path.includes("typescript")).length);`;
  const options = ["--conditions=source", "--input-type=module", "-e", script];
  expect(execFileSync(process.execPath, options, { encoding: "utf8" })).toBe("0\n");
});
