import { delistedTickers } from "../../market/index.ts";
import { auc, hypergeometricTail, normalProbability } from "../../statistics/index.ts";
import { type Finding, finding } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

/** Tickers on each side below which nothing is asked. */
const FEWEST = 5;
/** How surely, and how clearly, the chosen must have done better. Stocks move together, so that p alone is too kind. */
const LEVEL = 1e-4;
const CLEARLY = 0.75;
/** What a delisted ticker's holder is left with. */
const DELISTED = Math.log(0.7);

/**
 * Asks whether the tickers that a file has were chosen by what became of them: whether they returned more from the first
 * prediction to the last than the market's others that had bars then, and whether too few of them were delisted.
 */
export function chosenTickers({ panel, predictions, prices, first, last }: JudgeSubject): Finding {
  const { offsets, session, tickers, origin } = panel;
  const gone = delistedTickers(panel);
  const covered = new Uint8Array(tickers.length);
  let t = 0;
  for (const row of predictions.rows) {
    while (row >= offsets[t + 1]!) t++;
    covered[t] = 1;
  }
  const known: { readonly chosen: number; readonly outcome: number; readonly left: number }[] = [];
  for (let k = 0; k < tickers.length; k++) {
    const rows = { from: -1, to: -1 };
    for (let row = offsets[k]!; row < offsets[k + 1]!; row++) {
      if (session[row]! < first || session[row]! > last) continue;
      if (rows.from < 0) rows.from = row;
      rows.to = row;
    }
    if (rows.from < 0) continue;
    const left = gone[k] === 1 && rows.to === offsets[k + 1]! - 1 ? 1 : 0;
    const outcome = Math.log(prices.close[rows.to]! / prices.close[rows.from]!) + (left ? DELISTED : 0);
    known.push({ chosen: covered[k]!, outcome, left });
  }
  const chosen = known.filter((each) => each.chosen === 1);
  const others = known.length - chosen.length;
  const left = known.reduce((sum, each) => sum + each.left, 0);
  const leftChosen = chosen.reduce((sum, each) => sum + each.left, 0);
  const bias = `Bias of the market's bars: ${origin.bias ?? "not known, assume survivorship and hindsight"}.`;
  const numbers = { tickers: chosen.length, others, delisted: leftChosen, delisted_of_all: left };
  const of = `${chosen.length} of the market's ${known.length} tickers have predictions`;
  if (others < FEWEST || chosen.length < FEWEST) {
    const sentence = `${of}: no choice among them to look at. ${bias}`;
    return finding("can_it_be", "leak", { id: "universe", sentence, numbers });
  }
  const above = auc(
    known.map(({ outcome }) => outcome),
    known.map((each) => each.chosen),
  );
  const error = Math.sqrt((known.length + 1) / (12 * chosen.length * others));
  const p = normalProbability((0.5 - above) / error);
  const survivors = hypergeometricTail(left - leftChosen, others, left, known.length);
  const byOutcome = above >= CLEARLY && p < LEVEL;
  const bySurvival = left > 0 && survivors < LEVEL;
  const faults = [
    ...(byOutcome
      ? [
          `the chosen returned more than the others in ${(100 * above).toFixed(0)} % of the pairs (p ${p.toExponential(0)})`,
        ]
      : []),
    ...(bySurvival
      ? [`${leftChosen} of ${left} delisted tickers are among them (p ${survivors.toExponential(0)})`]
      : []),
  ];
  return finding("can_it_be", "leak", {
    ...{ id: "universe", passed: faults.length === 0, value: above },
    numbers: { ...numbers, p, p_survivors: survivors },
    sentence:
      faults.length > 0
        ? `The tickers were chosen by their outcome: ${of}; ${faults.join("; ")}. Choose them by what was known on the first day.`
        : `${of}, and they did neither better nor survive more often than choice by chance explains. ${bias}`,
  });
}
