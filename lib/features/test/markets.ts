import { type BarColumns, createPanel, type Panel } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

/** What one made-up ticker is like. */
export interface Character {
  readonly length: number;
  /** First price. */
  readonly price?: number;
  /** Typical volume. */
  readonly volume?: number;
  /** Daily standard deviation. */
  readonly volatility?: number;
  /** Share of bars without trades, which stand still at the last close. */
  readonly still?: number;
  /** Bars at which nothing moves for 30 bars, volume included. */
  readonly flatFrom?: number;
  /** Where given, all bars stand still but for one step of this share in the middle. */
  readonly step?: number;
  /** Share of days that jump by up to 3 times or to a third. */
  readonly jumps?: number;
  /** Adjustment factor of the first bar, growing to 1 in four steps. */
  readonly factor?: number;
}

/** A panel of made-up tickers, the same for the same seed; ticker `k` is named by its number. */
export function makePanel(seed: number, characters: readonly Character[]): Panel {
  const rows = characters.reduce((sum, { length }) => sum + length, 0);
  const column = (): Float64Array => new Float64Array(rows);
  const bars = {
    ticker: [] as string[],
    date: new Int32Array(rows),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    adjClose: column(),
    volume: column(),
  } satisfies BarColumns;
  let at = 0;
  characters.forEach((character, k) => {
    const ticker = `T${String(k).padStart(4, "0")}`;
    walk(seed, ticker, character, bars, at);
    for (let i = 0; i < character.length; i++) {
      bars.ticker.push(ticker);
      bars.date[at + i] = 15_000 + i;
    }
    at += character.length;
  });
  return createPanel(bars, { source: `made up, seed ${seed}`, bias: null });
}

function walk(
  seed: number,
  ticker: string,
  character: Character,
  bars: BarColumns & { adjClose: Float64Array },
  at: number,
) {
  const {
    length,
    price = 50,
    volume = 1e6,
    volatility = 0.02,
    still = 0,
    flatFrom = -99,
    step,
    jumps = 0,
    factor = 1,
  } = character;
  const random = createRandom(seed, "bars", ticker);
  let before = price;
  for (let i = 0; i < length; i++) {
    const stepped = step !== undefined && i === length >> 1;
    if (stepped) before *= 1 + step;
    const flat = step !== undefined || (i >= flatFrom && i < flatFrom + 30) || random.uniform() < still;
    const jump = random.uniform() < jumps ? Math.exp(random.normal() * 0.8) : 1;
    const open = flat ? before : before * jump * Math.exp(random.normal() * volatility * 0.5);
    const close = flat ? before : open * Math.exp(random.normal() * volatility);
    const reach = flat ? 0 : volatility * 0.4;
    bars.open[at + i] = open;
    bars.close[at + i] = close;
    bars.high[at + i] = Math.max(open, close) * (1 + reach * random.uniform());
    bars.low[at + i] = Math.min(open, close) * (1 - reach * random.uniform());
    const quarter = Math.floor((4 * i) / length) / 3;
    bars.adjClose[at + i] = close * (factor + (1 - factor) * Math.min(quarter, 1));
    bars.volume[at + i] = flat ? 0 : Math.round(volume * Math.exp(random.normal() * 0.6));
    before = close;
  }
}
