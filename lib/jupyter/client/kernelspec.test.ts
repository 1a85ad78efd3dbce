import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { venv, venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { installKernelspec, uninstallKernelspec } from "./installKernelspec.ts";
import { findKernelspec, kernelspecFolders } from "./kernelspec.ts";

const newFolder = temporaryFolders();

function writeSpec(prefix: string, name: string, text: string): void {
  const folder = join(prefix, "share", "jupyter", "kernels", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), text);
}

test("kernels are looked for where Jupyter looks, in its order", () => {
  const home = newFolder();
  const env = { HOME: home, JUPYTER_PATH: "/first:/second", VIRTUAL_ENV: venv, PATH: process.env.PATH };
  const script = "import json; from jupyter_core.paths import jupyter_path; print(json.dumps(jupyter_path('kernels')))";
  const theirs = JSON.parse(execFileSync(venvProgram("python"), ["-c", script], { env, encoding: "utf8" })) as string[];
  const ours = kernelspecFolders({ env, home, platform: "linux" });
  expect(ours).toEqual(theirs.map((path) => path.replace(/^.*\.venv\//, `${venv}/`)));
});

test("an environment named first wins", async () => {
  const [a, b] = [newFolder(), newFolder()];
  for (const [prefix, name] of [
    [a, "A"],
    [b, "B"],
  ] as const) {
    writeSpec(prefix, "mine", JSON.stringify({ argv: ["x"], display_name: name, language: "typescript" }));
  }
  const spec = await findKernelspec("mine", { prefixes: [b, a], env: {} });
  expect(spec).toMatchObject({ display_name: "B", interrupt_mode: "signal", name: "mine" });
  const relative = await findKernelspec("mine", { prefixes: [".venv/none", b.replace(/^\//, "../".repeat(20))] });
  expect(relative.folder).toBe(spec.folder);
});

test("a kernel that is not there, or not valid, is named with its places", async () => {
  const prefix = newFolder();
  writeSpec(prefix, "bad", "{nope");
  writeSpec(prefix, "empty", JSON.stringify({ argv: [], display_name: "x", language: "y" }));
  const options = { prefixes: [prefix], env: {}, home: prefix };
  await expect(findKernelspec("absent", options)).rejects.toThrow(/no kernel 'absent'.*share\/jupyter\/kernels/);
  await expect(findKernelspec("bad", options)).rejects.toThrow(/not JSON.*bad\/kernel\.json/);
  await expect(findKernelspec("empty", options)).rejects.toThrow(/argv/);
  await expect(findKernelspec("../bad", options)).rejects.toThrow("not the name of a kernel");
});

test("our kernelspec is found by Jupyter itself, and never overwrites another's without force", async () => {
  const prefix = newFolder();
  const path = await installKernelspec({ prefix });
  expect(await installKernelspec({ prefix })).toBe(path);
  const env = { HOME: prefix, JUPYTER_PATH: join(prefix, "share", "jupyter") };
  const listed = execFileSync(venvProgram("jupyter"), ["kernelspec", "list", "--json"], { env, encoding: "utf8" });
  const { spec } = JSON.parse(listed).kernelspecs.tslab;
  expect(spec).toMatchObject({ display_name: "TypeScript", language: "typescript", metadata: { trident: {} } });
  expect(spec.argv.slice(1)).toEqual([
    "--conditions=source",
    resolve("lib/jupyter/kernel/main.ts"),
    "{connection_file}",
  ]);
  expect(spec.interrupt_mode).toBe("message");
  const extension = join(prefix, "share", "jupyter", "labextensions", "trident-jupyter");
  const { jupyterlab } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  expect(existsSync(join(extension, jupyterlab._build.load))).toBe(true);
  writeSpec(prefix, "tslab", JSON.stringify({ argv: ["tslab"], display_name: "stock", language: "typescript" }));
  await expect(installKernelspec({ prefix })).rejects.toThrow(/is another program's.*kernel\.json.*force/);
  await expect(uninstallKernelspec({ prefix })).rejects.toThrow(/is another program's.*force/);
  await installKernelspec({ prefix, force: true });
  expect((await findKernelspec("tslab", { prefixes: [prefix] })).metadata.trident).toBeDefined();
  expect(await uninstallKernelspec({ prefix })).toBe(path);
  expect(existsSync(extension)).toBe(false);
  await expect(uninstallKernelspec({ prefix })).rejects.toThrow(/no kernelspec 'tslab'.*kernel\.json/);
});
