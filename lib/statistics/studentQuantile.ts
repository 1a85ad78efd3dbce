import { gammaln } from "simple-statistics";

const STEPS = 400;

/**
 * The value that Student's t with `degrees` of freedom, at least 1 and not necessarily whole, stays below with this
 * probability. Newton's method on the integral of the density (Simpson's rule), from the normal quantile's side.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  const scale = Math.exp(gammaln((degrees + 1) / 2) - gammaln(degrees / 2)) / Math.sqrt(degrees * Math.PI);
  const density = (t: number): number => scale * (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
  const below = (t: number): number => {
    const step = t / STEPS;
    let sum = density(0) + density(t);
    for (let k = 1; k < STEPS; k++) sum += (k % 2 === 1 ? 4 : 2) * density(k * step);
    return 0.5 + (sum * step) / 3;
  };
  // The distribution function bends down for t > 0, so that the steps from the left never leave the root's left side.
  let t = 0;
  for (let k = 0; k < 100; k++) {
    const move = (probability - below(t)) / density(t);
    t += move;
    if (Math.abs(move) < 1e-10 * t) break;
  }
  return t;
}
