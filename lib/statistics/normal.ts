const TAIL = 3;

/** Density of the standard normal distribution. */
function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The probability that a standard normal stays below `x`: the series of Marsaglia ("Evaluating the normal
 * distribution", 2004, equation 3) in the middle, Laplace's continued fraction in the tails. Good to 13 digits.
 */
export function normalProbability(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > TAIL) return 1 - normalProbability(-x);
  if (x < -TAIL) {
    let fraction = -x;
    for (let k = 60; k >= 1; k--) fraction = k / fraction - x;
    return normalDensity(x) / fraction;
  }
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/**
 * The value that a standard normal stays below with this probability: Newton's method on the logarithm of
 * `normalProbability`, which is concave, from a bound on the root's left. -Infinity for 0, Infinity for 1.
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (!(probability > 0)) return probability === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  let x = -Math.sqrt(-2 * Math.log(2 * probability));
  for (let k = 0; k < 50; k++) {
    const below = normalProbability(x);
    const move = (Math.log(probability / below) * below) / normalDensity(x);
    x += move;
    if (!(Math.abs(move) > 1e-15 * Math.abs(x))) break;
  }
  return x;
}
