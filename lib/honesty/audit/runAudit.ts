import { join } from "node:path";
import { hashFile } from "../../files/index.ts";
import { type Panel, selectTickers } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { holm } from "../../statistics/index.ts";
import { barsKey } from "../barsKey.ts";
import type { Audit, AuditOptions } from "./audit.ts";
import { auditBundle } from "./auditBundle.ts";
import { checkHistory } from "./boundedHistory.ts";
import type { AUDIT_CHECKS, AuditCheck, AuditTest } from "./check.ts";
import { checkDecay } from "./decay.ts";
import { checkSpans } from "./disjointSpans.ts";
import { checkFoldsAgainstWalk } from "./foldsAgainstWalk.ts";
import { checkLastLabels, checkSettledLabels } from "./labelChecks.ts";
import { checkLaggedContext } from "./laggedContext.ts";
import { checkLaterBars } from "./laterBars.ts";
import { checkMirror } from "./mirror.ts";
import { checkRandomWalk, checkShuffledLabels } from "./nothingToFind.ts";
import { checkOtherTickers } from "./otherTickers.ts";
import { auditFeature } from "./ownFeature.ts";
import { ownPipeline, type Pipeline } from "./pipeline.ts";
import { checkPurgedFolds } from "./purgedFolds.ts";
import { checkReadjusted } from "./readjusted.ts";
import { type AuditSubject, auditSubject } from "./subject.ts";
import { checkTooGood } from "./tooGoodCheck.ts";
import { checkFills } from "./tradedPrices.ts";
import { checkUniverse } from "./universeDate.ts";
import { checkWithheld } from "./withheld.ts";

type Found = readonly (AuditCheck | AuditTest)[];
type Check = (subject: AuditSubject) => Found | Promise<Found>;

/** The checks of a pipeline, the quickest first. */
export const CHECKS: Readonly<Record<keyof typeof AUDIT_CHECKS, Check>> = {
  later_bars: checkLaterBars,
  history: checkHistory,
  readjusted: checkReadjusted,
  other_tickers: checkOtherTickers,
  settled_labels: checkSettledLabels,
  last_labels: checkLastLabels,
  fills: checkFills,
  purged_folds: checkPurgedFolds,
  spans: checkSpans,
  lagged_context: checkLaggedContext,
  universe: checkUniverse,
  mirror: checkMirror,
  withheld: checkWithheld,
  shuffled_labels: checkShuffledLabels,
  random_walk: checkRandomWalk,
  folds_against_walk: checkFoldsAgainstWalk,
  decay: checkDecay,
};

/** How often chance may fail one of an audit's checks. */
const LEVEL = 1e-4;
const TICKERS = 40;

/** What `audit` does; the two are apart so that whoever imports it does not load all this. */
export async function runAudit(whole: Panel, options: AuditOptions): Promise<Audit> {
  const { features = [], bundle, tickers = TICKERS, onStep } = options;
  const own = [];
  for (const file of features) own.push({ file, ...(await auditFeature(file)) });
  const usable = own.flatMap(({ feature, file }) => (feature ? [{ feature, file }] : []));
  const history = Math.max(0, ...usable.map(({ feature }) => feature.history));
  const pipeline = ownPipeline(
    usable.map(({ file }) => file),
    history,
  );
  const checks = [
    ...own.flatMap((each) => each.checks),
    ...(await auditPipeline(drawn(whole, tickers), pipeline, onStep)),
  ];
  const bars = barsKey(whole);
  if (bundle === undefined) return { checks, bars, bundle: null };
  onStep?.("bundle");
  const { sha256 } = await hashFile(join(bundle, "manifest.json"));
  return { checks: [...checks, ...(await auditBundle(bundle, whole, features))], bars, bundle: sha256 };
}

/** Runs the checks of a pipeline on a panel. */
export async function auditPipeline(
  panel: Panel,
  pipeline: Pipeline,
  onStep?: (name: string) => void,
): Promise<readonly AuditCheck[]> {
  const subject = await auditSubject(panel, pipeline);
  const found: (AuditCheck | AuditTest)[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    onStep?.(name);
    found.push(...(await check(subject)));
  }
  const judged = judgeTests(found);
  onStep?.("too_good");
  return [...judged, await checkTooGood(subject, judged)];
}

/** Decides what chance can fail by Holm's method over all of it. */
export function judgeTests(found: Found): readonly AuditCheck[] {
  const tests = found.filter((each) => "p" in each);
  const rejected = holm(
    tests.map(({ p }) => p),
    LEVEL,
  );
  return found.map((each) => {
    if (!("p" in each)) return each;
    const { p, detail, ...rest } = each;
    return {
      ...{ ...rest, passed: !rejected[tests.indexOf(each)] },
      detail: `${detail} (p ${p.toPrecision(2)} of ${tests.length} tests together at ${LEVEL})`,
    };
  });
}

/** The panel of so many tickers, drawn by name. */
function drawn(panel: Panel, count: number): Panel {
  if (panel.tickers.length <= count) return panel;
  return selectTickers(
    panel,
    createRandom("audit", "tickers")
      .shuffle([...panel.tickers])
      .slice(0, count),
  );
}
