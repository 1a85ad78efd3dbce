import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readNpyFloat64, writeNpy } from "./npy.ts";
import { findPythonHost } from "./python.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-npy-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("numpy reads what is written, and what numpy writes is read", async () => {
  const file = (name: string): string => join(folder, name);
  await writeNpy(file("i1"), Int8Array.of(-1, 0, 127));
  await writeNpy(file("u4"), Uint32Array.of(0, 5, 7, 4_294_967_295), [2, 2]);
  await writeNpy(file("f4"), Float32Array.of(1.5, Number.NaN));
  await writeNpy(file("f8"), Float64Array.of(0.1, -0));
  const script = `
import sys, numpy as np
for name in ("i1", "u4", "f4", "f8"):
    array = np.load(sys.argv[1] + "/" + name, allow_pickle=False)
    print(array.dtype.str, array.shape, array.tolist())
np.save(sys.argv[1] + "/back.npy", np.array([[0.1, np.nan], [np.inf, -2.0]]))
np.save(sys.argv[1] + "/fortran.npy", np.asfortranarray(np.ones((2, 3))))`;
  const lines = execFileSync(findPythonHost(undefined).python, ["-c", script, folder], { encoding: "utf8" });
  expect(lines.trim().split(/\r?\n/)).toEqual([
    "|i1 (3,) [-1, 0, 127]",
    "<u4 (2, 2) [[0, 5], [7, 4294967295]]",
    "<f4 (2,) [1.5, nan]",
    "<f8 (2,) [0.1, -0.0]",
  ]);
  expect(await readNpyFloat64(file("back.npy"), 4)).toEqual(Float64Array.of(0.1, Number.NaN, Infinity, -2));
  await expect(readNpyFloat64(file("fortran.npy"), 6)).rejects.toMatchObject({ name: "NpyFileError" });
}, 60_000);

test("any numbers come back bit for bit; a wrong length, type or a cut file is refused", async () => {
  const path = join(folder, "round.npy");
  await fc.assert(
    fc.asyncProperty(fc.float64Array({ maxLength: 50 }), async (values) => {
      await writeNpy(path, values);
      expect((await readFile(path)).indexOf("\n") % 64).toBe(63);
      expect(new Uint8Array((await readNpyFloat64(path, values.length)).buffer)).toEqual(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
      await expect(readNpyFloat64(path, values.length + 1)).rejects.toMatchObject({ name: "NpyFileError" });
    }),
    { numRuns: 40 },
  );
  await writeNpy(path, Float64Array.of(1, 2, 3));
  for (const size of [140, 100, 5, 0]) {
    await truncate(path, size);
    await expect(readNpyFloat64(path, 3)).rejects.toMatchObject({ name: "NpyFileError", where: [path] });
  }
  await writeNpy(path, Float32Array.of(1, 2));
  await expect(readNpyFloat64(path, 1)).rejects.toMatchObject({ name: "NpyFileError" });
});
