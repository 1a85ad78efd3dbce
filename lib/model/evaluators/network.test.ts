import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Safetensors, writeSafetensors } from "../../files/index.ts";
import { createMatrix, createRandom } from "../../runtime/index.ts";
import { explainMember, predictMember, readMember } from "./memberModel.ts";
import { networkMargins } from "./predictNetwork.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "network-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A network of random weights, two hidden layers, the second of three inputs marked. */
function randomNetwork(seed: number, classes: number): Safetensors {
  const random = createRandom(seed, "network");
  const drawn = (...shape: number[]) => {
    const length = shape.reduce((a, b) => a * b);
    return { shape, values: Float32Array.from({ length }, () => random.normal()) };
  };
  return {
    metadata: {
      format: "trident-mlp",
      version: "1",
      activation: "relu",
      clip: "5",
      inputs: "3",
      classes: String(classes),
      marked: "1",
    },
    tensors: {
      ...{ mean: drawn(3), deviation: { shape: [3], values: Float32Array.of(0.5, 1, 2) } },
      ...{
        "layers.0.weight": drawn(4, 6),
        "layers.0.bias": drawn(6),
        "layers.1.weight": drawn(6, 5),
        "layers.1.bias": drawn(5),
      },
      ...{
        "layers.2.weight": drawn(5, classes === 2 ? 1 : classes),
        "layers.2.bias": drawn(classes === 2 ? 1 : classes),
      },
    },
  };
}

async function written(network: Safetensors) {
  const path = join(folder, "n.safetensors");
  await writeSafetensors(path, network);
  return readMember("mlp", path);
}

/** The logits by matrices written out, as a textbook has them. */
function byHand({ tensors }: Safetensors, row: readonly number[]): readonly number[] {
  const at = (name: string, ...place: number[]) =>
    tensors[name]!.values[place.reduce((sum, p, k) => sum * tensors[name]!.shape[k]! + p, 0)]!;
  const z = row.map((x, j) =>
    Number.isNaN(x) ? 0 : Math.min(5, Math.max(-5, (x - at("mean", j)) / at("deviation", j))),
  );
  let seen = [...z, Number.isNaN(row[1]!) ? 1 : 0];
  for (let k = 0; k < 3; k++) {
    const outputs = tensors[`layers.${k}.bias`]!.values.length;
    const sums = Array.from({ length: outputs }, (_, u) =>
      seen.reduce((sum, value, j) => sum + value * at(`layers.${k}.weight`, j, u), at(`layers.${k}.bias`, u)),
    );
    seen = k < 2 ? sums.map((value) => Math.max(0, value)) : sums;
  }
  return seen;
}

test.each([2, 3])("%d classes: logits, probabilities and contributions are those of the formulas", async (classes) => {
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: -9, max: 9, noNaN: true }) },
    fc.constant(Number.NaN),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.tuple(value, value, value), async (seed, row) => {
      const network = randomNetwork(seed, classes);
      const model = await written(network);
      if (model.engine !== "mlp") throw new Error("not a network");
      const single = Float32Array.from(row);
      const logits = byHand(network, [...single]);
      const matrix = createMatrix(["a", "b", "c"], 1);
      single.forEach((x, j) => {
        matrix.values[j * matrix.stride] = x;
      });
      const margins = networkMargins(model, matrix);
      const far = logits.map((logit, k) => Math.abs(logit - margins[k]!) / (1 + Math.abs(logit)));
      expect(Math.max(...far)).toBeLessThan(1e-5);
      const probability = predictMember(model, matrix);
      if (classes === 3) expect(probability.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      else expect(probability[0]).toBeCloseTo(1 / (1 + Math.exp(-logits[0]!)), 5);
      const told = explainMember(model, single);
      for (const [k, margin] of margins.entries()) {
        const sum = told.subarray(4 * k, 4 * k + 4).reduce((a, b) => a + b);
        expect(Math.abs(sum - margin)).toBeLessThan(1e-6 * (1 + Math.abs(margin)));
      }
    }),
    { numRuns: 30 },
  );
});

test("an input of its mean contributes nothing", async () => {
  const model = await written(randomNetwork(1, 2));
  if (model.engine !== "mlp") throw new Error("not a network");
  const row = Float32Array.of(3, model.mean[1]!, -2);
  expect(explainMember(model, row)[1]).toBe(0);
});

const words =
  (changed: Record<string, string>) =>
  (network: Safetensors): Safetensors => ({
    ...network,
    metadata: { ...network.metadata, ...changed },
  });
const tensor =
  (name: string, shape: readonly number[], ...values: number[]) =>
  (network: Safetensors): Safetensors => ({
    ...network,
    tensors: { ...network.tensors, [name]: { shape, values: Float32Array.from(values) } },
  });
test.each([
  [words({ format: "other" }), /holds other version 1/],
  [words({ activation: "tanh" }), /activation tanh/],
  [words({ marked: "1,1" }), /words do not fit/],
  [words({ marked: "3" }), /words do not fit/],
  [words({ inputs: "4" }), /mean and deviation of 4 inputs/],
  [words({ clip: "no" }), /words do not fit/],
  [words({ classes: "3" }), /do not follow each other/],
  [tensor("deviation", [3], 1, 0, 1), /deviation is not above 0/],
  [tensor("mean", [3], 1, Number.NaN, 1), /no number/],
  [tensor("layers.1.bias", [4], 1, 2, 3, 4), /do not follow each other/],
  [tensor("stray", [1], 1), /do not follow each other/],
])("a file that does not fit together is refused (%#)", async (spoil, message) => {
  await expect(written(spoil(randomNetwork(2, 2)))).rejects.toMatchObject({
    ...{ name: "ModelFileError", message: expect.stringMatching(message) },
  });
});
