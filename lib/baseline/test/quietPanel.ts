import { createPanel, type Panel } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

/** Stocks so quiet that in months no price comes near a barrier of one percent. */
export function quietPanel(tickers = 5, sessions = 320): Panel {
  const rows = tickers * sessions;
  const random = createRandom("quiet");
  const [open, high, low, close, volume] = [1, 2, 3, 4, 5].map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    open![i] = 100 + 0.1 * random.uniform();
    close![i] = 100 + 0.1 * random.uniform();
    high![i] = Math.max(open![i]!, close![i]!) + 0.01;
    low![i] = Math.min(open![i]!, close![i]!) - 0.01;
    volume![i] = 1000 + 100 * random.uniform();
  }
  return createPanel(
    {
      ticker: Array.from({ length: rows }, (_, i) => "ABCDEFGH"[Math.floor(i / sessions)]!),
      date: Int32Array.from({ length: rows }, (_, i) => 18_000 + (i % sessions)),
      open: open!,
      high: high!,
      low: low!,
      close: close!,
      volume: volume!,
    },
    { source: "quiet", bias: null },
  );
}
