/** What a benchmark is asked for. */
export interface BenchmarkOptions {
  /** A panel: a path, or the name of a synthetic market. */
  readonly market: string;
  /** Rows at most; whole tickers are taken. */
  readonly rows: number;
  /** Timed runs, after the first that warms up. */
  readonly runs: number;
  /** The Python that runs peers. */
  readonly python: string;
  /** Another checkout of this project to measure beside, where a benchmark can. */
  readonly beside?: string | undefined;
  readonly progress: (line: string) => void;
}

/** What came of it; a benchmark adds figures of its own. */
export interface BenchmarkResult {
  readonly rows: number;
  readonly threads: number;
  /** The best run. */
  readonly seconds: number;
  /** The best run of each peer, in seconds. */
  readonly peers: Readonly<Record<string, number>>;
  /** What lies inside the timing, ours and the peer's. */
  readonly timing: string;
  readonly [figure: string]: unknown;
}

/** The default export of a file `NAME.bench.ts`, which `trident bench NAME` runs. */
export type Benchmark = (options: BenchmarkOptions) => Promise<BenchmarkResult>;

/** Two programs that took turns. */
export interface PairedRuns {
  /** Our best run. */
  readonly seconds: number;
  /** The peer's best run. */
  readonly peer: number;
  /** Ours over the peer's, one a turn, and their median. */
  readonly ratios: readonly number[];
  readonly ratio: number;
}

/** Runs ours and the peer's in turn, so that a slow minute of the machine falls on both; the first turn warms up. */
export async function pairedRuns(
  runs: number,
  ours: () => Promise<number>,
  peers: () => Promise<number>,
): Promise<PairedRuns> {
  await ours();
  await peers();
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let k = 0; k < runs; k++) {
    mine.push(await ours());
    theirs.push(await peers());
  }
  const ratios = mine.map((seconds, k) => seconds / theirs[k]!);
  return { seconds: Math.min(...mine), peer: Math.min(...theirs), ratios, ratio: median(ratios) };
}

/** The seconds that `work` takes. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
