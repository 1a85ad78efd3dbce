import { UsageError } from "trident-base";
import { SIX_MONTHS_SESSIONS } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

/** One training of a walk-forward, and the stretch that it is judged on. Sessions are places in the calendar. */
export interface WalkPlan {
  readonly id: string;
  readonly title: string;
  /** "anchored" stretches follow each other and are pooled. */
  readonly kind: "anchored" | "rolling" | "last" | "unseen";
  /** Sessions of the bars that everything is chosen on; the end is excluded. */
  readonly train: readonly [from: number, to: number];
  /** Sessions of decision that it is judged on, right after them. */
  readonly test: readonly [from: number, to: number];
  /** Tickers that are not trained on but judged; of all others both if undefined. */
  readonly unseen?: readonly string[];
}

/**
 * The trainings of a walk-forward on so many sessions. The first 5 of 7 parts are trained on, as 2019 to 2023 are; the
 * others, the roadmap's 2024 and 2025, are cut into stretches, each judged by a training on all that came before
 * (anchored) and on a window as long as the first (rolling). The last six months are a stretch of their own, and the last
 * stretch is judged once more on a fifth of the tickers, by a training on the others.
 *
 * @throws UsageError if `stretches` is no whole number above 0, or they would be shorter than 20 sessions.
 */
export function walkPlans(
  sessions: number,
  tickers: readonly string[],
  { stretches, seed }: { readonly stretches: number; readonly seed: number },
): readonly WalkPlan[] {
  const begin = Math.round((5 / 7) * sessions);
  if (!(Number.isSafeInteger(stretches) && stretches > 0 && (sessions - begin) / stretches >= 20)) {
    throw new UsageError(`${sessions - begin} sessions cannot make ${stretches} stretches of 20 sessions or more`, {
      remedy: "Take fewer stretches or more history.",
    });
  }
  const edges = Array.from({ length: stretches + 1 }, (_, k) =>
    Math.round(begin + ((sessions - begin) * k) / stretches),
  );
  const plans: WalkPlan[] = [];
  for (let k = 0; k < stretches; k++) {
    const test = [edges[k]!, edges[k + 1]!] as const;
    const title = [["test"], ["validate", "test"]][stretches - 1]?.[k] ?? `stretch ${k + 1} of ${stretches}`;
    plans.push({ id: `anchored-${k + 1}`, title: `${title}, anchored`, kind: "anchored", train: [0, test[0]], test });
    // The first window is all of the past.
    if (k > 0) {
      const train = [test[0] - begin, test[0]] as const;
      plans.push({ id: `rolling-${k + 1}`, title: `${title}, rolling`, kind: "rolling", train, test });
    }
  }
  const late = sessions - Math.min(SIX_MONTHS_SESSIONS, sessions - begin);
  const last = edges[stretches - 1]!;
  if (late !== last) {
    const test = [late, sessions] as const;
    plans.push({ id: "last", title: "the last six months", kind: "last", train: [0, late], test });
  }
  const fifth = Math.floor(tickers.length / 5);
  if (fifth > 0) {
    const random = createRandom(seed, "tickers never trained on");
    const drawn = tickers.map((ticker) => ({ ticker, at: random.uniform() })).sort((a, b) => a.at - b.at);
    const unseen = drawn.slice(0, fifth).map(({ ticker }) => ticker);
    const test = [last, sessions] as const;
    plans.push({ id: "unseen", title: "tickers never trained on", kind: "unseen", train: [0, last], test, unseen });
  }
  return plans;
}
