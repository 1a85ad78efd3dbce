import { join } from "node:path";
import { expect, test } from "vitest";
import { Ledger } from "../../ledger/index.ts";
import { compareTargets } from "../compareTargets.ts";
import { targetsFigure } from "../targetsFigure.ts";
import { targetsRecord } from "../targetsRecord.ts";
import { targetsTable } from "../targetsTable.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

test("a planted signal in the next bar's return is seen through ranks; each look is a trial, once", async () => {
  await inFolder(async (folder) => {
    const market = "synthetic:tickers=12,years=2,seed=6,signal=0.4";
    const dataset = await smallDataset(folder, market, { horizon: 2 });
    const training = await smallTraining(folder, dataset, { members: ["lightgbm"], clusters: 1 });
    const ledger = new Ledger(join(folder, "targets.sqlite"));
    const before = ledger.countOn(training.dataHash);
    const compared = await compareTargets(training, { ledger, seed: 1 });
    expect(compared.map(({ name, inputs }) => `${name}, ${inputs}`)).toEqual(
      ["plain", "ranked"].flatMap((inputs) =>
        ["fixed barriers", "vol barriers", "rank within the day", "sign"].map((name) => `${name}, ${inputs}`),
      ),
    );
    const of = (name: string, inputs: string) => compared.find((each) => each.name === name && each.inputs === inputs)!;
    for (const inputs of ["plain", "ranked"]) {
      expect(of("rank within the day", inputs).rankIc.low).toBeGreaterThan(0.05);
      expect(of("rank within the day", inputs).t).toBeGreaterThan(2);
    }
    expect(of("fixed barriers", "plain").aucVolatilityOnly).toBeGreaterThan(0.55);
    expect(Math.abs(of("sign", "plain").aucVolatilityOnly - 0.5)).toBeLessThan(0.06);
    expect(ledger.countOn(training.dataHash) - before).toBe(8);
    expect(await compareTargets(training, { ledger, seed: 1 })).toEqual(compared);
    expect(ledger.countOn(training.dataHash) - before).toBe(8);
    ledger.close();

    expect(targetsTable(compared).match(/<tr>/g)).toHaveLength(9);
    expect(targetsTable(compared)).not.toContain("learned from");
    const thinned = compared.map((each) => ({ ...each, learned: 0.153 }));
    expect(targetsTable(thinned)).toContain("learned from 15 % of the rows of each fold, out of fold");
    expect(targetsFigure(compared).data).toHaveLength(2);
    const record = targetsRecord(compared);
    expect(Object.keys(record)).toHaveLength(40);
    expect(record.target_sign_ranked_t).toBe(of("sign", "ranked").t);
  });
}, 120_000);
