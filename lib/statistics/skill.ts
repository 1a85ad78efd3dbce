/**
 * The part of what a constant answer leaves to be gained that was gained: (accuracy - base) / (1 - base); 0 is no
 * better than a constant. NaN if the base rate is 1: there was nothing to gain.
 */
export function skill(accuracy: number, baseRate: number): number {
  return baseRate === 1 ? Number.NaN : (accuracy - baseRate) / (1 - baseRate);
}
