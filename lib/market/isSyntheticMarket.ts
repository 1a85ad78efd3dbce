/** True for the name of a synthetic market, `synthetic` or `synthetic:...`; anything else is a path. */
export function isSyntheticMarket(source: string): boolean {
  return /^synthetic(:|$)/.test(source);
}
