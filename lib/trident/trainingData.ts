import { join } from "node:path";
import { type MonthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import { type DatasetManifest, readDataset } from "../dataset/index.ts";
import { rankWithinDay } from "../features/index.ts";
import { hashFile, keyOf, type MatrixFile, makeArtefact, writeMatrix } from "../files/index.ts";
import type { Labels } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { clustersOfRows, peerRows } from "../model/index.ts";
import { releaseShared } from "../runtime/index.ts";
import type { TrainingFolder } from "./trainingFolder.ts";

/** A dataset as it is trained on: the inputs lie in a file that engines map, and nowhere else. */
export interface TrainingSet {
  readonly manifest: DatasetManifest;
  readonly panel: Panel;
  readonly labels: Labels;
  readonly statistics: MonthlyStatistics;
  readonly matrix: MatrixFile;
  /** True where inputs are their ranks within the day. */
  readonly ranked: boolean;
  /** The class of each row of the panel, 0 to classes - 1, the last one BUY; of rows without a label, nothing. */
  readonly target: Int8Array;
  /** Rows of the panel that may be trained on: `peerRows` of the dataset. */
  readonly rows: Uint32Array;
  /** Rows of the dataset that are not among them. */
  readonly leftOut: number;
  /** SHA-256 of the dataset's manifest, and of its bars. */
  readonly manifestHash: string;
  readonly barsHash: string;
}

/** SHA-256 of a dataset's manifest, which names the hash of every file of it. */
export async function datasetHash(dataset: string): Promise<string> {
  const found = await hashFile(join(dataset, "manifest.json")).catch(() => undefined);
  return found?.sha256 ?? "";
}

/** Reads a dataset, and writes its inputs to the training's folder once. */
export async function readTrainingData(
  dataset: string,
  folder: TrainingFolder,
  { classes, ranked }: { readonly classes: 2 | 3; readonly ranked: boolean },
): Promise<TrainingSet> {
  const manifestHash = await datasetHash(dataset);
  const set = await readAndWrite(dataset, folder, manifestHash, ranked);
  // The inputs' block has just been dropped.
  releaseShared();
  const { labels } = set;
  return {
    ...set,
    ranked,
    target: labels.label.map((label) => (classes === 2 ? +(label === 1) : label + 1)),
    manifestHash,
    barsHash: set.manifest.outputs["bars.parquet"]!.sha256,
  };
}

async function readAndWrite(dataset: string, folder: TrainingFolder, hash: string, ranked: boolean) {
  const { inputs, manifest, panel, labels, statistics, rows } = await readDataset(dataset);
  const path = join(folder.work, "inputs.arrow");
  const among = ranked ? "ranked among peers" : "plain";
  const place = { path, record: join(folder.work, "inputs.json"), key: keyOf(hash, among) };
  const peers = peersOf(panel, statistics, rows);
  await makeArtefact(place, async (to) => {
    if (ranked) rankWithinDay(inputs, labels.decisionSession, peers);
    await writeMatrix(inputs, to);
  });
  const matrix = { path, names: inputs.names, rows: inputs.rows };
  return { manifest, panel, labels, statistics, rows: peers, leftOut: rows.length - peers.length, matrix };
}

/** The rows of a dataset that are peers. */
function peersOf(panel: Panel, statistics: MonthlyStatistics, rows: Uint32Array): Uint32Array {
  const known = Int8Array.from({ length: statistics.rows }, (_, row) =>
    STATISTICS.some((name) => !Number.isNaN(statistics.columns[name][row]!)) ? 0 : -1,
  );
  const counts = new Uint8Array(panel.rows);
  for (const row of rows) counts[row] = 1;
  return peerRows(panel, clustersOfRows(panel, statistics, known), { counts });
}
