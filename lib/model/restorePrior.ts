/**
 * Puts the classes' frequencies back into probabilities of a model that was fitted with balanced weights: each is
 * multiplied by its class's share of the rows and by the number of classes, and all are scaled to 1. With two classes
 * that adds the log of the prior's odds to the logit. A balanced fit alone says what is likely were the classes equally
 * frequent, and by log-loss the worst of such models would win.
 *
 * @param probability of the greater class a row where there are two; else rows x classes, row after row. Changed in place.
 * @param prior each class's share of the rows learned from; sums to 1.
 */
export function restorePrior(probability: Float64Array, prior: readonly number[]): Float64Array {
  const classes = prior.length;
  if (classes === 2) {
    const [no, yes] = prior as readonly [number, number];
    for (let i = 0; i < probability.length; i++) {
      const p = probability[i]!;
      probability[i] = (p * yes) / (p * yes + (1 - p) * no);
    }
    return probability;
  }
  for (let from = 0; from < probability.length; from += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += probability[from + k]! * prior[k]!;
    for (let k = 0; k < classes; k++) probability[from + k]! *= prior[k]! / sum;
  }
  return probability;
}
