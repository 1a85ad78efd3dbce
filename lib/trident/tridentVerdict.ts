import type { Verdict, VerdictLine } from "trident-base";
import { formatNumber } from "../charts/index.ts";
import { type BundleManifest, type Certificate, certificateSentence } from "../model/index.ts";

const TITLE = "Does Trident's policy pay?";

/**
 * Judges a training by its certificate, since nothing else was measured on decisions that served nothing before, and by
 * whether its scores can be believed: what is too good to be true is no pass.
 *
 * @param found what `believable` says of the training.
 */
export function tridentVerdict(
  { policy, certificate }: Pick<BundleManifest, "policy" | "certificate">,
  found: Verdict,
): Verdict {
  const wild = found.lines.filter(({ status }) => status === "fail");
  if (!policy || !certificate) {
    const detail = "No threshold was found on the calibration span, so that there is nothing to certify.";
    const line = { id: "policy", title: "A decision is taken", value: null, threshold: null, interval: null, detail };
    return {
      title: TITLE,
      status: wild.length > 0 ? "fail" : "not enough data",
      lines: [...wild, { ...line, status: "not enough data" }],
    };
  }
  const status = wild.length > 0 ? "fail" : certificate.status;
  return { title: TITLE, status, lines: [...wild, ...linesOf(certificate)] };
}

function linesOf(certificate: Certificate): readonly VerdictLine[] {
  const { status, precision, bound, breakEven, expectancy, expectancyBound, wanted, reachesWanted } = certificate;
  const judged = (isShown: boolean): VerdictLine["status"] =>
    status === "not enough data" ? status : isShown ? "pass" : "fail";
  return [
    {
      ...{ id: "expectancy", title: "Net return a trade", status: judged((expectancyBound ?? -1) > 0), interval: null },
      ...{ value: percent(expectancy), threshold: "lower bound (95 %) above 0 %" },
      detail: certificateSentence(certificate),
    },
    {
      ...{ id: "precision", title: "Trades that win", interval: null, value: percent(precision) },
      status: judged(bound !== null && breakEven !== null && bound > breakEven),
      threshold: `lower bound (95 %) above break-even, ${formatNumber(breakEven, 1, "%")}`,
      detail: `At least ${formatNumber(bound, 1, "%")}.`,
    },
    {
      ...{ id: "wanted", title: "The roadmap's wish", status: judged(reachesWanted), interval: null },
      ...{ value: percent(precision), threshold: `lower bound (95 %) above ${formatNumber(wanted, 0, "%")}` },
      detail: "A high share of wins pays nothing by itself: it does not decide.",
    },
  ];
}

const percent = (share: number | null): string | null => (share === null ? null : formatNumber(share, 2, "%"));
