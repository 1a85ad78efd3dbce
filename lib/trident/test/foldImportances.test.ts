import { expect, test } from "vitest";
import { startEngineHost } from "../../engines/index.ts";
import { readMatrix } from "../../files/index.ts";
import { matrixColumn } from "../../runtime/index.ts";
import { foldImportances } from "../foldImportances.ts";
import { permutationTable } from "../permutationTable.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

test("what a label was made of is worth most on unseen rows, with its twins; noise is worth nothing; the same again", async () => {
  await inFolder(async (folder) => {
    const training = await smallTraining(folder, await smallDataset(folder), { members: ["xgboost"], clusters: 1 });
    const { data, folds } = training;
    const matrix = await readMatrix(data.matrix.path);
    const clv = matrixColumn(matrix, "order_flow_clv");
    const target = Int8Array.from(data.target, (_, row) => +(clv[row]! > 0));
    const planted = { ...training, data: { ...data, target } };
    const host = startEngineHost();
    try {
      const found = await foldImportances(planted, { host });
      expect(found.groups.flatMap(({ inputs }) => inputs).sort()).toEqual(
        [...data.matrix.names, "noise_1", "noise_2", "noise_3"].sort(),
      );
      expect(found.contributions).toHaveLength(folds.length);
      const [first] = found.groups;
      expect(first!.inputs).toEqual(expect.arrayContaining(["order_flow_clv", "wick_ratio"]));
      for (const rise of first!.folds) expect(rise).toBeGreaterThan(0.05);
      const noise = found.groups.filter(({ isNoise }) => isNoise);
      expect(noise).toHaveLength(3);
      for (const { importance } of noise) expect(Math.abs(importance)).toBeLessThan(first!.importance / 20);
      for (const each of found.contributions) {
        expect(first!.inputs).toContain(data.matrix.names[each.indexOf(Math.max(...each))]);
      }
      expect(await foldImportances(planted, { host })).toEqual(found);
      expect(permutationTable(found)).toMatch(/groups are worth more than the best of 3 columns of noise/);
      expect(permutationTable(found)).toContain(">noise_1<");

      const classes = 3 as const;
      const three = Int8Array.from(data.target, (_, row) => (clv[row]! > 0.3 ? 2 : clv[row]! > -0.3 ? 1 : 0));
      const ofThree = { ...planted, manifest: { ...training.manifest, classes }, data: { ...data, target: three } };
      expect((await foldImportances(ofThree, { host })).groups[0]!.inputs).toContain("order_flow_clv");
    } finally {
      await host.close();
    }
  });
}, 120_000);
