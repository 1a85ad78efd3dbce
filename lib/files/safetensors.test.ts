import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { venvProgram } from "../base/project.mjs";
import { readSafetensors, type Safetensors, writeSafetensors } from "./safetensors.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

const SMALL: Safetensors = {
  metadata: { format: "test", größe: "2 × 2" },
  tensors: {
    a: { shape: [2, 2], values: Float32Array.of(1.5, -0, Number.NaN, 3e38) },
    "b.c": { shape: [3], values: Float32Array.of(1, 2, 3) },
  },
};

test("what is written is what the format's page says, read by Python's json and numpy", async () => {
  const path = join(folder, "small.safetensors");
  await writeSafetensors(path, SMALL);
  const script = `
import json, sys, numpy as np
bytes = open(sys.argv[1], "rb").read()
size = int.from_bytes(bytes[:8], "little")
head, data = json.loads(bytes[8 : 8 + size]), bytes[8 + size :]
print(size % 8, json.dumps(head.pop("__metadata__"), ensure_ascii=True))
for name, entry in head.items():
    start, stop = entry["data_offsets"]
    print(name, entry["dtype"], np.frombuffer(data[start:stop], "<f4").reshape(entry["shape"]).tolist())`;
  const told = execFileSync(venvProgram("python"), ["-c", script, path], { encoding: "utf8" });
  expect(told.trim().split(/\r?\n/)).toEqual([
    '0 {"format": "test", "gr\\u00f6\\u00dfe": "2 \\u00d7 2"}',
    `a F32 [[1.5, -0.0], [nan, ${Math.fround(3e38)}]]`.replace("e+38", "e+38"),
    "b.c F32 [1.0, 2.0, 3.0]",
  ]);
});

test("any tensors come back bit for bit, and the same ones are the same bytes", async () => {
  const path = join(folder, "any.safetensors");
  const values = fc.float32Array({ maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => !name.startsWith("__")),
        values,
      ),
      async (given) => {
        const tensors = Object.fromEntries(
          Object.entries(given).map(([name, all]) => [name, { shape: [all.length], values: all }]),
        );
        await writeSafetensors(path, { metadata: {}, tensors });
        const before = await readFile(path);
        const read = await readSafetensors(path);
        expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, { values: back }] of Object.entries(read.tensors)) {
          expect(new Uint32Array(back.buffer)).toEqual(new Uint32Array(given[name]!.slice().buffer));
        }
        await writeSafetensors(path, read);
        expect(await readFile(path)).toEqual(before);
      },
    ),
    { numRuns: 40 },
  );
});

test.each([
  ["cut off", (bytes: Buffer) => bytes.subarray(0, -1), /does not lie where its shape says/],
  ["longer", (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]), /1 bytes after the last tensor/],
  ["empty", () => Buffer.alloc(0), /no safetensors file/],
  [
    "of a header beyond its end",
    (bytes: Buffer) => Buffer.concat([Buffer.of(255, 255, 0, 0, 0, 0, 0, 0), bytes]),
    /no safetensors/,
  ],
  [
    "of no JSON",
    (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace("{", "["), "latin1"),
    /header is no JSON/,
  ],
  [
    "of another type",
    (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace("F32", "F16"), "latin1"),
    /of type F16/,
  ],
])("a file that is %s is refused by its name", async (_, spoil, message) => {
  const path = join(folder, "spoiled.safetensors");
  await writeSafetensors(path, SMALL);
  await writeFile(path, spoil(await readFile(path)));
  await expect(readSafetensors(path)).rejects.toMatchObject({
    name: "SafetensorsError",
    where: [path],
    message: expect.stringMatching(message),
  });
});
