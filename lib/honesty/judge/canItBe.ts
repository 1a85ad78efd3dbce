import { finiteOrNull } from "trident-base";
import { foresight, foresightClaims } from "../../backtest/index.ts";
import { type Claim, calledLeaks, claimOf, rankIc, tooGood, tooGoodSentence } from "../../statistics/index.ts";
import { decayWords, scoreDecay } from "../audit/decay.ts";
import { forwardReturns } from "../audit/forwardReturns.ts";
import { changedScores } from "./changedScores.ts";
import { chosenTickers } from "./chosenTickers.ts";
import { type Finding, finding } from "./finding.ts";
import { missingRows } from "./missingRows.ts";
import { strangeDates } from "./strangeDates.ts";
import type { JudgeSubject } from "./subject.ts";
import { tradesCanBe } from "./tradesCanBe.ts";

/** Bars that the limits of what is too good are for. */
const BARS = 10;

/**
 * Asks whether predictions can be what they are said to be.
 *
 * @param claims what the other questions found that may be too good: Sharpe ratios, AUC.
 */
export function canItBe(subject: JudgeSubject, claims: readonly Claim[]): readonly Finding[] {
  const { trades } = subject.predictions;
  if (trades) {
    return [strangeDates(subject), ...tradesCanBe(subject, trades), tooGoodFinding(claims), chosenTickers(subject)];
  }
  return [
    strangeDates(subject),
    believable(subject, claims),
    decay(subject),
    ...missingRows(subject),
    chosenTickers(subject),
    ...changedScores(subject),
  ];
}

function believable(
  { panel, predictions, prices, scores, session, ahead }: JudgeSubject,
  claims: readonly Claim[],
): Finding {
  const bootstrap = { seed: "judge", draws: 1000 };
  const seen = foresight({ rows: predictions.rows, score: scores }, { returns: ahead(BARS), ...bootstrap });
  const next = forwardReturns(panel, 1, 0, "close", prices);
  const outcome = Float64Array.from(predictions.rows, (row) => next[row]!);
  const nextIc = rankIc({ session, score: scores, outcome, overlap: 1, ...bootstrap });
  return tooGoodFinding([claimOf("next_ic", "scores", nextIc), ...foresightClaims("scores", seen), ...claims]);
}

function tooGoodFinding(claims: readonly Claim[]): Finding {
  const verdict = tooGood(claims);
  const leaks = calledLeaks(verdict);
  const failed = verdict.lines.filter(({ status }) => status === "fail");
  const numbers = Object.fromEntries(verdict.lines.map(({ id, value }) => [id.replaceAll(/[ ,]+/g, "_"), value]));
  const worst = failed[0];
  const value = typeof worst?.value === "number" ? worst.value : null;
  return finding("can_it_be", leaks.length > 0 || failed.length === 0 ? "leak" : "bound", {
    ...{ id: "too_good", passed: failed.length === 0, value, numbers },
    sentence: tooGoodSentence(verdict),
  });
}

/** Of the horizon and of a single bar: what a fast signal knows is gone before the horizon's end. */
function decay({ panel, predictions, prices, scores, horizon }: JudgeSubject): Finding {
  const scored = { rows: predictions.rows, score: scores };
  const found = scoreDecay(panel, horizon, scored, prices);
  const ofABar = horizon === 1 ? found : scoreDecay(panel, 1, scored, prices);
  const isFast = [found, ofABar].some(({ isOne, p }) => isOne && p < 0.05);
  const rows = [...new Set([found, ofABar])].flatMap((each) =>
    each.found.map(({ delay, estimate, low, high }) => ({
      ...{
        bars: each === found ? horizon : 1,
        delay,
        ic: finiteOrNull(estimate),
        low: finiteOrNull(low),
        high: finiteOrNull(high),
      },
    })),
  );
  const [now] = found.found;
  return finding("can_it_be", "shown", {
    ...{
      id: "decay",
      value: finiteOrNull(now!.estimate),
      interval: [finiteOrNull(now!.low), finiteOrNull(now!.high)],
      rows,
    },
    numbers: { is_fast: isFast ? 1 : 0, t: finiteOrNull(found.t), t_of_a_bar: finiteOrNull(ofABar.t) },
    sentence: isFast
      ? `What the scores know is soon gone (rank IC with the next bar ${decayWords(ofABar)}): a leak of the next bar cannot be told from a fast signal by scores alone. A delay acquits nothing.`
      : `Rank IC with the returns of ${horizon} bars that begin later: ${decayWords(found)}. It acquits nothing: shuffled folds keep nearly all after a bar.`,
  });
}
