/** Says beside a result how the tickers that it rests on were chosen. */
export function biasSentence(bias: string | null): string {
  return `Bias of the market's bars: ${bias ?? "not known, assume survivorship and hindsight"}.`;
}
