/** Rooms from the ground up: a room imports only rooms of lower floors. */
export const FLOORS: readonly (readonly string[])[] = [
  ["trident-base"],
  ["runtime"],
  ["files"],
  ["market"],
  ["features", "labels", "behaviour"],
  ["cv", "backtest"],
  ["dataset"],
  ["model"],
  ["published"],
  ["baseline", "search", "trident"],
  ["honesty", "deploy"],
  ["cli"],
];

const above = (room: string): readonly string[] =>
  FLOORS.slice(FLOORS.findIndex((floor) => floor.includes(room)) + 1).flat();
const TRAINERS = ["published", "baseline", "search", "trident", "honesty", "cli"];

/** Rooms beside the floors: what they may import, and who may import them. */
export const ANNEXES: Readonly<
  Record<string, { readonly imports: readonly string[]; readonly serves: readonly string[] }>
> = {
  statistics: { imports: ["trident-base", "runtime"], serves: ["market", "behaviour", ...above("labels"), "engines"] },
  // What figures have in common; each room draws its own results.
  charts: { imports: ["trident-base"], serves: [...above("files"), "frames"] },
  engines: { imports: ["trident-base", "runtime", "files", "statistics"], serves: TRAINERS },
  // Data are the same where their bars are, which the market's sketches say.
  ledger: { imports: ["trident-base", "runtime", "files", "market"], serves: TRAINERS },
  // Stays out of lib/index.ts: who does not use data frames does not read danfojs's types, nor load it.
  frames: { imports: ["trident-base", "runtime", "market", "charts"], serves: ["cli"] },
  setup: { imports: ["trident-base", "runtime", "trident-jupyter"], serves: ["cli"] },
  // The workspace that knows nothing of markets.
  "trident-jupyter": { imports: ["trident-base"], serves: ["cli", "setup"] },
  // lib/index.ts, the face of them all.
  ".": { imports: [...FLOORS.slice(0, -1).flat(), "statistics", "engines", "ledger", "charts"], serves: [] },
};

/** A trader's machine has no Python: nothing that these rooms reach, over whatever detours, lies in the others. */
export const SEALED: Readonly<Record<string, readonly string[]>> = {
  model: ["engines", "trident", "search", "ledger"],
  deploy: ["engines", "trident", "search", "ledger"],
  charts: ["engines"],
};

/** Rooms of the workspace trident-jupyter, which are called from each other by file: what each may import. */
export const INNER: Readonly<Record<string, readonly string[]>> = {
  client: [],
  picture: [],
  notebook: ["client", "picture"],
  runs: ["client", "notebook"],
  report: ["client", "picture", "notebook", "runs"],
  kernel: ["client", "picture"],
};
