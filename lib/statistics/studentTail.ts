import { gammaln } from "simple-statistics";

const STEPS = 2000;

/**
 * The probability that Student's t with `degrees` of freedom exceeds `t`. With t = sqrt(degrees) tan(a) the density is a
 * power of cos(a), whose integral up to a right angle is taken by Simpson's rule.
 */
export function studentTail(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN;
  if (t < 0) return 1 - studentTail(-t, degrees);
  const from = Math.atan(t / Math.sqrt(degrees));
  const step = (Math.PI / 2 - from) / STEPS;
  const height = (k: number): number => Math.cos(from + k * step) ** (degrees - 1);
  let sum = height(0) + (degrees > 1 ? 0 : 1);
  for (let k = 1; k < STEPS; k++) sum += (k % 2 === 1 ? 4 : 2) * height(k);
  const scale = Math.exp(gammaln((degrees + 1) / 2) - gammaln(degrees / 2)) / Math.sqrt(Math.PI);
  return Math.min(1, (scale * sum * step) / 3);
}
