import { errorFunction } from "simple-statistics";
import { createRandom, sharedFloat64, sharedInt32, sharedUint32 } from "../runtime/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import { createPanel, type Panel } from "./panel.ts";
import { indexAndVix, simulateFactors } from "./syntheticFactors.ts";
import { SYNTHETIC_BIAS, type SyntheticSpec, syntheticName, syntheticSpec } from "./syntheticSpec.ts";
import { simulateStock } from "./syntheticStock.ts";

/** What only the maker of the market knows, one value a row of the panel. */
export interface SyntheticTruth {
  /** The planted predictor, as known at the row's close; 0 before the ticker has 21 closes. */
  readonly u: Float64Array;
  /** Standard deviation of the intraday log return of the ticker's next bar, its jumps known; NaN on its last. */
  readonly sigma: Float64Array;
  /** Probability that the next bar closes above its open: Phi(signal * u - sigma / 2), before rounding to cents. */
  readonly up: Float64Array;
}

/** A market of which everything is known. */
export interface SyntheticMarket {
  readonly spec: SyntheticSpec;
  readonly panel: Panel;
  /** Close of the index, one a session of the panel's calendar. */
  readonly index: Float64Array;
  /** The index's expected volatility over the next 21 sessions at each close, in percent a year. */
  readonly vix: Float64Array;
  readonly truth: SyntheticTruth;
}

/** Listings and delistings a year, as a share of the tickers. */
const LISTINGS = 0.05;
const DELISTINGS = 0.03;
/** The fewest bars of a ticker that was listed late or delisted. */
const FEWEST_BARS = 30;

/**
 * A market simulated from its seed alone: 60 tickers and 4 years unless told otherwise. A ticker's bars do not depend
 * on how many others there are.
 *
 * Log returns are a factor model (market, 8 sectors, own) with stochastic volatility. A factor's shock has one mixture
 * scale a session, over night and day; given volatility and scale it is Gaussian and compensated by half that variance,
 * so each has E[exp] = 1 exactly, the mixture included, and with no drift, no premium and no signal the dividend-adjusted prices are martingales, overnight and
 * intraday. Drift and premium come overnight. A delisted ticker's bars simply end: the loss of 30 % comes after the last bar,
 * where the labels' delisting return puts it, and is in no price. The first ticker is listed throughout, so that the
 * calendar is whole. Prices as traded are whole cents; what the panel shows is adjusted for later splits, and
 * `adjClose` for later dividends too, as Yahoo does it.
 *
 * @throws UsageError for a parameter out of its bounds.
 */
export function syntheticMarket(given: Partial<SyntheticSpec> = {}): SyntheticMarket {
  const spec = syntheticSpec(given);
  const factors = simulateFactors(spec.seed, spec.years);
  const sessions = factors.calendar.length;
  const names = Array.from({ length: spec.tickers }, (_, t) => `S${String(t + 1).padStart(4, "0")}`);
  const lives = names.map((name, t) => (t === 0 ? { from: 0, to: sessions } : lifeOf(spec, name, sessions)));
  const rows = lives.reduce((sum, { from, to }) => sum + to - from, 0);
  const codes = sharedUint32(rows);
  const date = sharedInt32(rows);
  const columns = {
    open: sharedFloat64(rows),
    high: sharedFloat64(rows),
    low: sharedFloat64(rows),
    close: sharedFloat64(rows),
    adjClose: sharedFloat64(rows),
    volume: sharedFloat64(rows),
  };
  const truth = { u: new Float64Array(rows), sigma: new Float64Array(rows), up: new Float64Array(rows) };
  let at = 0;
  for (const [t, { from, to }] of lives.entries()) {
    const end = at + to - from;
    codes.fill(t, at, end);
    date.set(factors.calendar.subarray(from, to), at);
    const part = (column: Float64Array) => column.subarray(at, end);
    simulateStock(spec, names[t]!, factors, from, {
      open: part(columns.open),
      high: part(columns.high),
      low: part(columns.low),
      close: part(columns.close),
      adjClose: part(columns.adjClose),
      volume: part(columns.volume),
      u: part(truth.u),
      sigma: part(truth.sigma),
    });
    at = end;
  }
  for (let i = 0; i < rows; i++) truth.up[i] = normalCdf(spec.signal * truth.u[i]! - truth.sigma[i]! / 2);
  const panel = createPanel(
    { ticker: { names, codes }, date, ...columns },
    { source: syntheticName(spec), bias: SYNTHETIC_BIAS },
  );
  return { spec, panel, ...indexAndVix(factors, spec.drift + spec.premium), truth };
}

const normalCdf = (x: number): number => (1 + errorFunction(x / Math.SQRT2)) / 2;

/** First session and the one after the last, at constant hazards of being listed late and of being delisted. */
function lifeOf({ seed }: SyntheticSpec, name: string, sessions: number): { from: number; to: number } {
  const random = createRandom(seed, "bars", name, "life");
  const wait = (rate: number) => Math.ceil((SESSIONS_A_YEAR * Math.log(1 - random.uniform())) / Math.log(1 - rate));
  const listed = wait(LISTINGS);
  const from = listed < sessions - FEWEST_BARS ? listed : 0;
  return { from, to: Math.min(from + Math.max(wait(DELISTINGS), FEWEST_BARS), sessions) };
}
