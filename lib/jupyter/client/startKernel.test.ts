import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { venv } from "trident-base/project";
import { expect, test } from "vitest";
import { readNotebook, writeNotebook } from "../notebook/notebook.ts";
import { code, makeNotebook, temporaryFolders } from "../test/makeNotebook.ts";
import { installStockTslab } from "../test/stockTslab.ts";
import { findKernelspec, type Kernelspec } from "./kernelspec.ts";
import { startKernel } from "./startKernel.ts";

const newFolder = temporaryFolders();

/** A kernelspec that starts a Node script. */
async function scripted(name: string, script: string): Promise<Kernelspec> {
  const prefix = newFolder();
  const folder = join(prefix, "share", "jupyter", "kernels", name);
  mkdirSync(folder, { recursive: true });
  const argv = [process.execPath, "-e", script, "{connection_file}"];
  writeFileSync(join(folder, "kernel.json"), JSON.stringify({ argv, display_name: name, language: "typescript" }));
  return findKernelspec(name, { prefixes: [prefix] });
}

async function untilGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await delay(50);
  }
  return false;
}

test("a kernel that cannot start says why", async () => {
  const spec = await scripted("broken", 'console.error("no such module"); process.exit(4)');
  await expect(startKernel(spec)).rejects.toThrow("'broken' died (exit code 4); its last words: no such module");
  const absent = { ...spec, argv: ["/no/such/program"] };
  await expect(startKernel(absent)).rejects.toThrow(/'broken' cannot be started: .*ENOENT.*kernel\.json/);
});

test("what a kernel said as it started is not what it died of", async () => {
  const kernel = await startKernel(await findKernelspec("python3", { prefixes: [venv] }));
  process.kill(kernel.pid, "SIGKILL");
  expect(await kernel.died).toMatch(/^The kernel 'python3' died \(killed by SIGKILL[^)]*\)$/);
  await kernel.shutdown();
});

test("a kernel that never answers is ended in time", async () => {
  const script = "console.log(process.pid, process.argv[1]); setInterval(() => {}, 1000)";
  const error = await startKernel(await scripted("mute", script), { readyTimeout: 1 }).catch((thrown) => thrown);
  const words = /'mute' did not answer within 1 s \(its last words: (?<pid>\d+) (?<file>.*)\)/;
  const { pid, file } = words.exec((error as Error).message)!.groups as { pid: string; file: string };
  expect(await untilGone(Number(pid))).toBe(true);
  expect(existsSync(dirname(file))).toBe(false);
});

test("a port that was taken meanwhile is tried again on others", async () => {
  const count = join(newFolder(), "count");
  const script = `require("fs").appendFileSync(${JSON.stringify(count)}, "x"); throw new Error("bind EADDRINUSE")`;
  await expect(startKernel(await scripted("unlucky", script))).rejects.toThrow("EADDRINUSE");
  expect(readFileSync(count, "utf8")).toBe("xxx");
});

test("when a run is killed its kernel ends, and the executed notebook is valid and says what ran", async () => {
  const folder = newFolder();
  installStockTslab(folder);
  const [notebook, out] = [join(folder, "in.ipynb"), join(folder, "out.ipynb")];
  const cells = [code("console.log(process.pid)"), code("await new Promise(() => {})"), code("3")];
  await writeNotebook(notebook, makeNotebook("tslab", cells));
  const options = JSON.stringify({ notebook, out, prefixes: [folder] });
  const script = `
    import { runNotebook } from ${JSON.stringify(resolve("lib/jupyter/index.ts"))};
    await runNotebook({ ...${options}, onEvent: (event) => event.type === "cell-started" && console.log(event.cell) });
  `;
  const args = ["--conditions=source", "--input-type=module", "-e", script];
  const parent = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const statuses = async () => {
    const read = await readNotebook(out).catch(() => undefined);
    return read?.cells.map((cell) => (cell.metadata.papermill as { status: string }).status);
  };
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(["completed", "running", "pending"]);
  parent.kill("SIGKILL");
  const first = (await readNotebook(out)).cells[0]!;
  const printed = first.cell_type === "code" && first.outputs[0];
  expect(await untilGone(Number(printed && printed.output_type === "stream" && printed.text))).toBe(true);
  expect(await statuses()).toEqual(["completed", "running", "pending"]);
});
