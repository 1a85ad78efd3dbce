import { type ErrorContext, TridentError } from "trident-base";

/**
 * Why a ticker has no bars.
 * - `delisted`: Yahoo knows no such ticker (any more), or says that it may be delisted.
 * - `no data`: it knows the ticker but has no bars of the dates asked for.
 * - `renamed`: it answered with another ticker's bars.
 * - `malformed`: the answer is not what the format says; it would be the same again.
 * - `refused`: it does not answer this caller.
 * - `unreachable`: no whole answer came, however often it was asked.
 * - `not asked`: the run ended before.
 */
export type YahooFailureKind =
  | "delisted"
  | "no data"
  | "renamed"
  | "malformed"
  | "refused"
  | "unreachable"
  | "not asked";

/** Yahoo has no bars for a ticker, or none can be had now. */
export class YahooError extends TridentError {
  readonly kind: YahooFailureKind;

  constructor(kind: YahooFailureKind, what: string, context: ErrorContext = {}) {
    super(what, context);
    this.kind = kind;
  }
}
