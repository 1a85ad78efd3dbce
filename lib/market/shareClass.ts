const CLASS = /^([A-Z]+)[.\-/ ]([A-C])$/;

/**
 * A ticker as the lists of members write it: BRK.B for BRK-B, BRK/B or BRK B. Anything else stays as it is: of the
 * suffixes of one letter only A to C are classes of shares, the others are exchanges (OCDO.L is in London).
 */
export function listedTicker(ticker: string): string {
  return ticker.replace(CLASS, "$1.$2");
}

/** A ticker as Yahoo writes it: BRK-B for BRK.B. */
export function yahooTicker(ticker: string): string {
  return ticker.replace(CLASS, "$1-$2");
}
