import type { Panel } from "../../market/index.ts";
import type { AuditCheck } from "./check.ts";

/** What an audit found. */
export interface Audit {
  readonly checks: readonly AuditCheck[];
  /** Which bars, by `barsKey`, and the hash of the bundle's manifest; null where no bundle was named. */
  readonly bars: string;
  readonly bundle: string | null;
}

export interface AuditOptions {
  /** Files of features of one's own. */
  readonly features?: readonly string[];
  /** A bundle's folder. */
  readonly bundle?: string;
  /** Tickers that are looked at; of more so many are drawn. Default 40. */
  readonly tickers?: number;
  /** Hears what is looked at. */
  readonly onStep?: (name: string) => void;
}

/**
 * Audits the project's pipeline on a panel for leaks, with features of one's own and a bundle where they are named: inputs,
 * labels, folds, fits, spans, context, universe and fills. What chance can fail is held to 1e-4 over all such checks
 * together (`holm`). An audit that passes has not seen a leak; what each check cannot see stands in `AUDIT_CHECKS`.
 *
 * @throws what the pipeline's parts throw on a panel that does not suffice.
 */
export async function audit(panel: Panel, options: AuditOptions = {}): Promise<Audit> {
  const { runAudit } = await import("./runAudit.ts");
  return runAudit(panel, options);
}
