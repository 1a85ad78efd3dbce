import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineerInputs } from "../features/index.ts";
import { writeMatrix } from "../files/index.ts";
import { readPanel } from "../market/index.ts";
import { REFERENCE_FILE } from "../model/index.ts";
import { inFolder } from "./test/smallTraining.ts";
import { writeReference } from "./writeReference.ts";

type Arguments = Parameters<typeof writeReference>;

test("more held rows than a call takes arguments are told: those of the last twenty sessions", () =>
  inFolder(async (folder) => {
    const panel = await readPanel("synthetic:tickers=2,years=1,seed=3");
    const matrix = await writeMatrix(await engineerInputs(panel), join(folder, "inputs.arrow"));
    const count = 300_000;
    const session = Int32Array.from({ length: count }, (_, k) => Math.floor(k / 10_000));
    const held = { session, score: new Float64Array(count).fill(0.5), rows: new Uint32Array(count) };
    await writeReference(
      folder,
      { matrix, panel } as unknown as Arguments[1],
      { tuning: { rows: Uint32Array.from({ length: panel.rows }, (_, row) => row) } } as unknown as Arguments[2],
      { held } as unknown as Arguments[3],
    );
    const { predictions } = JSON.parse(await readFile(join(folder, REFERENCE_FILE), "utf8"));
    expect(predictions).toHaveLength(200_000);
  }));
