import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";

test("the kernel's benchmark beside stock tslab and Deno", () => {
  const program = join(root, "lib", "cli", "trident.mjs");
  const args = [program, "bench", "kernel", "--rows", "200", "--runs", "1", "--json"];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).toBe(0);
  const { kernels, ...told } = JSON.parse(stdout);
  expect(told).toMatchObject({ name: "kernel", rows: 200, threads: 1, steps: 5e5 });
  expect(Object.keys(told.peers)).toEqual(["tslab", "deno"]);
  const figure = expect.any(Number);
  const figures = { firstCell: figure, imports: figure, trivialCell: figure, slowdown: figure, memory: figure };
  expect(kernels.ours).toMatchObject({ ...figures, linesArrived: 200, linesEnded: true });
  expect(kernels.deno.imports).toBeNull();
});
