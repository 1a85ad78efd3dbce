/**
 * The length of the blocks of a circular block bootstrap that suits a series (Politis and White, "Automatic
 * block-length selection for the dependent bootstrap", 2004, as corrected by Patton, Politis and White, 2009): not
 * rounded, at most 3 sqrt(n) and n / 3. It estimates how far the autocorrelation reaches by the first of several
 * insignificant lags in a row and weighs the autocovariances by a flat-top window. 1 for a series that does not vary.
 */
export function blockLength(series: ArrayLike<number>): number {
  const n = series.length;
  if (n < 3) return 1;
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  let mean = 0;
  for (let i = 0; i < n; i++) mean += series[i]! / n;
  const deviation = Float64Array.from(series, (x) => x - mean);

  const inARow = Math.max(5, Math.floor(Math.log10(n)));
  const lags = Math.min(Math.ceil(Math.sqrt(n)) + inARow, n - 2);
  const critical = 2 * Math.sqrt(Math.log10(n) / n);
  const covariance = new Float64Array(lags + 1);
  let insignificant = 0;
  let reach = -1;
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    let early = 0;
    let late = 0;
    for (let i = lag; i < n; i++) product += deviation[i]! * deviation[i - lag]!;
    // One bar fewer than in the product, so that lengths equal those of the arch package.
    for (let i = lag + 1; i < n; i++) {
      late += deviation[i]! ** 2;
      early += deviation[i - lag - 1]! ** 2;
    }
    covariance[lag] = product / n;
    if (reach < 0 && insignificant === inARow) reach = lag - inARow;
    insignificant = Math.abs(product) < critical * Math.sqrt(early * late) ? insignificant + 1 : 0;
  }
  if (!(covariance[0]! > 0)) return 1;

  const window = Math.min(reach < 0 ? lags : 2 * Math.max(reach, 1), lags);
  let weighted = 0;
  let longRun = covariance[0]!;
  for (let lag = 1; lag <= window; lag++) {
    const weight = lag / window <= 0.5 ? 1 : 2 * (1 - lag / window);
    weighted += 2 * weight * lag * covariance[lag]!;
    longRun += 2 * weight * covariance[lag]!;
  }
  const length = ((3 * weighted ** 2) / (2 * longRun ** 2)) ** (1 / 3) * n ** (1 / 3);
  return Math.max(1, Math.min(length, longest));
}
