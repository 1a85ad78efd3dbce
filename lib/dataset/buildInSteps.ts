import { readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isoDate, UsageError, writeTextAtomically } from "trident-base";
import { sumReturns } from "../behaviour/index.ts";
import { featureSources } from "../features/index.ts";
import {
  type Artefact,
  type ArtefactPlace,
  findArtefact,
  joinParquet,
  makeArtefact,
  removeArtefact,
  removeHalves,
} from "../files/index.ts";
import {
  type BarSketch,
  joinSketches,
  type OpenPanel,
  openPanel,
  type Panel,
  panelOn,
  readBars,
  readSketchText,
  readUniverses,
  selectTickers,
  sketchBars,
  sketchText,
  type Universe,
} from "../market/index.ts";
import { allDone, atATime, type Progress, workerPool } from "../runtime/index.ts";
import type { DatasetOptions, DatasetResult } from "./buildDataset.ts";
import { addCounts, type CountedRows, countRows } from "./countedRows.ts";
import { datasetContext } from "./datasetContext.ts";
import { DEFAULT_LABELS, type LabelChoice } from "./labelChoice.ts";
import { makeCuts, readCuts } from "./makeCuts.ts";
import {
  type KeepTask,
  keepBars,
  type MadePart,
  makePart,
  PART_STEPS,
  type PartStep,
  type PartTask,
} from "./makePart.ts";
import { datasetManifest } from "./manifest.ts";
import { PART_BARS, type TickerRange } from "./parts.ts";
import { type DatasetPlan, planDataset } from "./plan.ts";
import { countDelisted, countLabels, writeCsv } from "./saved.ts";

type PartArtefacts = Readonly<Record<PartStep, Artefact>>;

interface Bars {
  readonly reordered: boolean;
  readonly tickers: readonly number[];
  /** Null where no ticker has a return. */
  readonly returns: readonly (number | null)[];
  readonly counted: CountedRows;
  /** What tells them from other bars, as text. */
  readonly sketch: string;
}

/** What `buildDataset` does; the two are apart so that whoever imports it does not load all this. */
export async function buildInSteps(source: string, options: DatasetOptions): Promise<DatasetResult> {
  const { out, labels = DEFAULT_LABELS, features = [], csv = false, shard, merge = false } = options;
  const { partBars = PART_BARS, threads = availableParallelism() } = options;
  checkShard(shard, merge);
  const seconds = {
    universe: 0,
    bars: 0,
    panel: 0,
    features: 0,
    labels: 0,
    context: 0,
    statistics: 0,
    parts: 0,
    save: 0,
    csv: 0,
  };
  const timed = async <T>(step: keyof typeof seconds, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    seconds[step] += (performance.now() - started) / 1000;
    return result;
  };

  const [panel, own] = await timed("universe", () => Promise.all([openPanel(source), featureSources(features)]));
  const context = await timed("universe", () => datasetContext(source, panel, options.context));
  const plan = planDataset(out, panel, labels.options, own, context, partBars);
  const mine = plan.parts.map((_, part) => part).filter((part) => !shard || part % shard.of === shard.number - 1);
  const progress = counted(options.onProgress, plan.ranges.length + (merge ? 0 : mine.length) + (shard ? 0 : 1));

  const universe = await timed("universe", () => makeUniverse(panel, plan));
  const workers = partWorkers(mine.length === 1 ? 1 : threads);
  const kept = new Map<number, Artefact>();
  const barsFile = await timed("bars", () => makeBars(panel, plan, merge ? [] : mine, workers, kept, progress));
  const bars = await readJson<Bars>(barsFile.path);
  checkCounted(panel, bars.counted);
  const market = Float64Array.from(bars.returns, (value) => value ?? Number.NaN);

  const made = new Map<number, MadePart>();
  const cutsFile =
    labels.options.method === "cross_sectional"
      ? await timed("labels", () => cut(panel, plan, labels, kept))
      : undefined;
  if (!merge) {
    const cuts = cutsFile && (await readCuts(cutsFile));
    const task = (part: number): PartTask => ({
      calendar: panel.calendar,
      origin: originOf(panel),
      labels: labels.options,
      cuts,
      context: context.market,
      features,
      market,
      places: plan.partPlaces(part),
    });
    await timed("parts", () => makeParts(plan.parts, mine, workers, task, made, progress));
    for (const each of made.values()) for (const step of PART_STEPS) seconds[step] += each.seconds[step];
  }
  if (shard) return { out, manifest: null, parts: [mine.length, plan.parts.length], seconds };

  const parts = await timed("save", () => findParts(plan, kept, made));
  const outputs = await timed("save", () => saveDataset(plan, parts, panel, universe));
  if (csv) {
    const [dataset] = outputs;
    const place = plan.output("training_data_ultimate.csv", [dataset!.sha256]);
    outputs.push(await timed("csv", () => makeArtefact(place, (path) => writeCsv(path, dataset!.path))));
  }
  const manifest = await timed("save", async () =>
    datasetManifest({
      ...{ panel, plan, labels, own, context, outputs },
      counts: await countLabels(outputs[0]!.path),
      delisted: await countDelisted(outputs[0]!.path),
      reordered: bars.reordered,
      counted: bars.counted,
      bars: readSketchText(bars.sketch),
      steps: {
        universe: [universe],
        bars: [barsFile],
        ...(cutsFile && { cuts: [cutsFile] }),
        ...Object.fromEntries(PART_STEPS.map((step) => [step, parts.map((part) => part[step])])),
      },
    }),
  );
  for (const name of ["manifest.json", "run.json"]) await removeHalves(join(out, name));
  await writeTextAtomically(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  await writeTextAtomically(join(out, "run.json"), `${JSON.stringify(runFacts(seconds), null, 1)}\n`);
  progress("saved");
  return { out, manifest, parts: [parts.length, parts.length], seconds };
}

/** Hears what has been done, and how many units of work it was. */
type Told = (note: string, count?: number) => void;

function checkShard(shard: DatasetOptions["shard"], merge: boolean): void {
  if (!shard) return;
  const { number, of } = shard;
  if (merge) throw new UsageError("a shard and a merge are two calls", { remedy: "Merge when all shards are made." });
  if (Number.isInteger(number) && Number.isInteger(of) && number >= 1 && number <= of) return;
  throw new UsageError(`shard ${number}/${of} is none`, { remedy: "Give K/N with K from 1 to N." });
}

function checkCounted({ source, tickers }: OpenPanel, { leftOut }: CountedRows): void {
  const bars = tickers.reduce((sum, each) => sum + each.bars, 0);
  if (leftOut.reduce((sum, { rows }) => sum + rows, 0) < bars) return;
  throw new UsageError("no ticker was a member of the panel's universe on a day with a bar", {
    where: [source],
    remedy: "Fetch bars of days on which they were members.",
  });
}

function counted(progress: Progress | undefined, total: number): Told {
  let done = 0;
  return (note, count = 1) => {
    done += count;
    progress?.(done, total, note);
  };
}

/** Step 1: who is in, how many bars each has, and who is left out. */
function makeUniverse(panel: OpenPanel, { universe, dropped, parts }: DatasetPlan): Promise<Artefact> {
  const { files, tickers, adjustment, bias, missingSessions } = panel;
  return makeArtefact(universe, (path) =>
    writeTextAtomically(
      path,
      `${JSON.stringify({ files, adjustment, bias, missingSessions, dropped, parts, tickers }, null, 1)}\n`,
    ),
  );
}

/** What the ranges of a panel up to one have come to. */
interface BarsSoFar {
  /** Of all of them: the sum of the returns by session, and of how many tickers. */
  readonly sum: readonly number[];
  readonly tickers: readonly number[];
  /** Of the last range alone, and so is the sketch. */
  readonly counted: CountedRows;
  readonly sketch: string;
}

/** Times that the bars are gone over, range by range, beyond which sorting them first is less work. */
const MOST_PASSES = 4;

/**
 * Step 2: every bar is read once and checked; what all tickers together did is kept, in the order of tickers, and the
 * bars of the parts that are asked for. Each range leaves what it has come to, so that a build that was killed goes on
 * with the next one. While ranges are written, others are read.
 *
 * @param kept receives the bars of parts, those that were there too.
 */
async function makeBars(
  panel: OpenPanel,
  plan: DatasetPlan,
  mine: readonly number[],
  workers: PartWorkers,
  kept: Map<number, Artefact>,
  progress: Told,
): Promise<Artefact> {
  const summed = await findArtefact(plan.bars);
  const todo: { readonly range: number; readonly sums: boolean; readonly place: ArtefactPlace | undefined }[] = [];
  for (const [range, each] of plan.ranges.entries()) {
    const part = plan.parts.indexOf(each);
    const place = mine.includes(part) ? plan.partPlaces(part).panel : undefined;
    const sums = !summed && !(await findArtefact(plan.rangePlace(range)));
    const known = place && (await findArtefact(place));
    if (known) kept.set(part, known);
    if (sums || (place && !known)) todo.push({ range, sums, place: known ? undefined : place });
    else progress(`bars ${each.first} to ${each.last}, as they are`);
  }
  const passes = panel.passes(todo.map(({ range }) => plan.ranges[range]!));
  const sorted = passes > MOST_PASSES ? await makeArtefact(plan.sorted, panel.sort) : undefined;
  const [sp500] = await readUniverses(["sp500"]);
  let before: Promise<void> = Promise.resolve();
  await atATime(workers.threads, todo, async ({ range, sums, place }) => {
    const each = plan.ranges[range]!;
    const { first, last, tickers } = each;
    const read = panel.read(first, last, sorted?.path);
    const writes = async (): Promise<void> => {
      const part = await read;
      if (!place) return;
      const panel = part.tickers.length === tickers.length ? part : selectTickers(part, tickers);
      kept.set(plan.parts.indexOf(each), await workers.keep({ place, panel }));
    };
    const adds = async (earlier: Promise<void>): Promise<void> => {
      const [part] = await Promise.all([read, earlier]);
      if (sums) await addRange(plan, range, part, sp500!);
    };
    before = adds(before);
    await allDone([before, writes()]);
    progress(`bars ${first} to ${last}`);
  });
  const bars = await makeArtefact(plan.bars, async (path) => {
    await writeTextAtomically(path, `${JSON.stringify(await sumRanges(panel, plan))}\n`);
  });
  await removeArtefact(plan.sorted);
  for (const range of plan.ranges.keys()) await removeArtefact(plan.rangePlace(range));
  return bars;
}

async function addRange(plan: DatasetPlan, range: number, part: Panel, sp500: Universe): Promise<void> {
  const before = range > 0 ? await readJson<BarsSoFar>(plan.rangePlace(range - 1).path) : undefined;
  const sums = sumReturns(
    part.calendar.length,
    before && { sum: Float64Array.from(before.sum), tickers: Int32Array.from(before.tickers) },
  );
  sums.add(part);
  const soFar: BarsSoFar = {
    sum: [...sums.sums.sum],
    tickers: [...sums.sums.tickers],
    counted: countRows(part, sp500),
    sketch: sketchText(sketchBars(part)),
  };
  await makeArtefact(plan.rangePlace(range), (path) => writeTextAtomically(path, `${JSON.stringify(soFar)}\n`));
}

async function sumRanges(panel: OpenPanel, plan: DatasetPlan): Promise<Bars> {
  const counts: CountedRows[] = [];
  const sketches: BarSketch[] = [];
  let last: BarsSoFar | undefined;
  for (const range of plan.ranges.keys()) {
    last = await readJson<BarsSoFar>(plan.rangePlace(range).path);
    counts.push(last.counted);
    sketches.push(readSketchText(last.sketch));
  }
  const { sum, tickers } = last!;
  return {
    reordered: panel.reordered,
    tickers,
    returns: sum.map((total, s) => (tickers[s] === 0 ? null : total / tickers[s]!)),
    counted: addCounts(counts),
    sketch: sketchText(joinSketches(sketches)),
  };
}

/** The classes of cross-sectional labels, by the bars of all parts: those that were kept, or of other shards' the panel's. */
function cut(
  panel: OpenPanel,
  plan: DatasetPlan,
  { options }: LabelChoice,
  kept: ReadonlyMap<number, Artefact>,
): Promise<Artefact> {
  async function* parts(): AsyncGenerator<Panel> {
    for (const [part, { first, last, tickers }] of plan.parts.entries()) {
      const bars = kept.get(part);
      yield bars
        ? panelOn(await readBars(bars.path), panel.calendar, originOf(panel))
        : selectTickers(await panel.read(first, last), tickers);
    }
  }
  return makeCuts(plan.cuts, options, panel.calendar.length, parts());
}

async function readJson<Content>(path: string): Promise<Content> {
  return JSON.parse(await readFile(path, "utf8")) as Content;
}

/** What parts of a panel know of it. */
function originOf({ source, adjustment, missingSessions, bias, members, unfinished }: OpenPanel): PartTask["origin"] {
  return {
    ...{ source, adjustment, missingSessions, bias },
    ...(members ? { members } : {}),
    ...(unfinished ? { unfinished } : {}),
  };
}

/** Who writes bars and makes parts of them: as many at a time as there are threads. */
interface PartWorkers {
  readonly threads: number;
  keep(task: KeepTask): Promise<Artefact>;
  make(task: PartTask): Promise<MadePart>;
}

function partWorkers(threads: number): PartWorkers {
  if (threads === 1) return { threads, keep: keepBars, make: makePart };
  const pool = workerPool("./makePart.worker", import.meta.url, threads);
  return { threads, keep: (task) => pool.run(task), make: (task) => pool.run(task) };
}

/** Steps 3 to 5. */
function makeParts(
  parts: readonly TickerRange[],
  mine: readonly number[],
  workers: PartWorkers,
  task: (part: number) => PartTask,
  made: Map<number, MadePart>,
  progress: Told,
): Promise<void> {
  return atATime(workers.threads, mine, async (part) => {
    made.set(part, await workers.make(task(part)));
    const { tickers } = parts[part]!;
    progress(`features, labels and context of ${tickers[0]} to ${tickers.at(-1)}`);
  });
}

/** The artefacts of all parts: of those just made as they are, of others as they are recorded. */
async function findParts(
  plan: DatasetPlan,
  kept: ReadonlyMap<number, Artefact>,
  made: ReadonlyMap<number, MadePart>,
): Promise<readonly PartArtefacts[]> {
  const found: PartArtefacts[] = [];
  const missing: number[] = [];
  for (let part = 0; part < plan.parts.length; part++) {
    const artefacts = await findPart(plan.partPlaces(part), kept.get(part), made.get(part));
    if (artefacts) found.push(artefacts);
    else missing.push(part + 1);
  }
  if (missing.length > 0) {
    throw new UsageError(`${missing.length} of ${plan.parts.length} parts are not made, the first is ${missing[0]}`, {
      where: [plan.out],
      remedy: "Make them with --shard (part P is of shard K of N if P - K is a multiple of N), from the same inputs.",
    });
  }
  return found;
}

async function findPart(
  places: Readonly<Record<PartStep, ArtefactPlace>>,
  panel: Artefact | undefined,
  made: MadePart | undefined,
): Promise<PartArtefacts | undefined> {
  const found: [PartStep, Artefact][] = [];
  for (const step of PART_STEPS) {
    const artefact = (step === "panel" ? panel : made?.artefacts[step]) ?? (await findArtefact(places[step]));
    if (!artefact) return undefined;
    found.push([step, artefact]);
  }
  return Object.fromEntries(found) as PartArtefacts;
}

/** Step 6: columns side by side, parts one after another. */
async function saveDataset(
  plan: DatasetPlan,
  parts: readonly PartArtefacts[],
  { calendar }: OpenPanel,
  universe: Artefact,
): Promise<Artefact[]> {
  const joined = async (name: string, steps: readonly PartStep[]): Promise<Artefact> => {
    const stack = parts.map((part) => steps.map((step) => part[step]));
    const place = plan.output(
      name,
      stack.flat().map(({ sha256 }) => sha256),
    );
    return makeArtefact(place, async (path) => {
      // It describes what is about to be replaced.
      await rm(join(plan.out, "manifest.json"), { force: true });
      await joinParquet(
        path,
        stack.map((files) => files.map((file) => file.path)),
      );
    });
  };
  return [
    await joined("dataset.parquet", ["features", "context", "labels"]),
    await joined("statistics.parquet", ["statistics"]),
    await joined("bars.parquet", ["panel"]),
    await makeArtefact(plan.output("calendar.json", [universe.sha256]), (path) =>
      writeTextAtomically(path, `${JSON.stringify(Array.from(calendar, isoDate))}\n`),
    ),
  ];
}

function runFacts(seconds: object): object {
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  return { seconds, peakMemory, node: process.version, platform: process.platform, cores: availableParallelism() };
}
