import { parseIsoDate, utcDate } from "trident-base";
import { createRandom, type Random } from "../runtime/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import { isSession, NYSE_CALENDAR_FROM } from "./nyseCalendar.ts";

/** How many sectors the stocks belong to. */
export const SECTORS = 8;
/** The last session of every synthetic market. */
const LAST_DATE = "2024-12-31";
/** Yearly volatility of the index: root of the mean variance. */
export const MARKET_VOLATILITY = 0.185;
/** Share of a factor's variance that comes overnight. */
const OVERNIGHT = 0.3;
/** Correlation of the market's shock with the next shock to its volatility. */
const LEVERAGE = -0.5;
export const MARKET_LOG_VOLATILITY = { phi: 0.98, sd: 0.55 };
/** Shocks are Gaussian scale mixtures: so often, so many times as large. */
const JUMP = { probability: 0.03, scale: 4 };
/** Mean square of the mixture's scale. */
export const MIXTURE_VARIANCE = 1 - JUMP.probability + JUMP.probability * JUMP.scale ** 2;

/** What moves many stocks at once: two Gaussian log shocks a session, before compensation. */
export interface Factor {
  readonly overnight: Float64Array;
  readonly intraday: Float64Array;
  /** Variances of the two, given the session's volatility and mixture scale. */
  readonly overnightVariance: Float64Array;
  readonly intradayVariance: Float64Array;
  /** Variance of the session before its mixture scale is known. */
  readonly variance: Float64Array;
}

/** The part of the market that all stocks share; it does not depend on how many stocks there are. */
export interface MarketFactors {
  /** Days since 1970-01-01. */
  readonly calendar: Int32Array;
  readonly market: Factor;
  /** Of yearly volatility 1. */
  readonly sectors: readonly Factor[];
  /** The market's log volatility less its mean. */
  readonly logVolatility: Float64Array;
}

/** The exchange's sessions up to a fixed date (no clock is asked); before its calendar, weekdays but for three holidays. */
function sessionsUntil(last: number, count: number): Int32Array {
  const calendar = new Int32Array(count);
  const known = parseIsoDate(NYSE_CALENDAR_FROM);
  let day = last;
  for (let s = count - 1; s >= 0; day--) {
    if (day >= known ? isSession(day) : isOrdinaryWeekday(day)) calendar[s--] = day;
  }
  return calendar;
}

function isOrdinaryWeekday(day: number): boolean {
  const date = utcDate(day);
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  return !weekend && !["01-01", "07-04", "12-25"].includes(date.toISOString().slice(5, 10));
}

/** The next scale of a Gaussian scale mixture. */
export function mixtureScale(random: Random): number {
  return random.uniform() < JUMP.probability ? JUMP.scale : 1;
}

/** Market and sectors over `years` of 252 sessions. */
export function simulateFactors(seed: number, years: number): MarketFactors {
  const sessions = Math.round(years * SESSIONS_A_YEAR);
  const random = createRandom(seed, "bars", "market");
  const { phi, sd } = MARKET_LOG_VOLATILITY;
  const market = emptyFactor(sessions);
  const logVolatility = new Float64Array(sessions);
  let level = sd * random.normal();
  for (let s = 0; s < sessions; s++) {
    logVolatility[s] = level;
    // exp(2 x) of a normal x has mean exp(2 sd^2): taking sd^2 off the log makes the mean variance the stated one.
    const variance = (MARKET_VOLATILITY ** 2 / SESSIONS_A_YEAR) * Math.exp(2 * (level - sd * sd));
    const shock = drawShock(market, s, variance, random);
    level = phi * level + sd * Math.sqrt(1 - phi * phi) * correlated(LEVERAGE, shock, random);
  }
  const sectors = Array.from({ length: SECTORS }, (_, k) => {
    const own = createRandom(seed, "bars", "sector", k);
    const sector = emptyFactor(sessions);
    // Half the market's log volatility, as the stocks' own.
    for (let s = 0; s < sessions; s++)
      drawShock(sector, s, Math.exp(logVolatility[s]! - (sd * sd) / 2) / SESSIONS_A_YEAR, own);
    return sector;
  });
  return { calendar: sessionsUntil(parseIsoDate(LAST_DATE), sessions), market, sectors, logVolatility };
}

function emptyFactor(sessions: number): Factor {
  const column = () => new Float64Array(sessions);
  return {
    overnight: column(),
    intraday: column(),
    overnightVariance: column(),
    intradayVariance: column(),
    variance: column(),
  };
}

/** Draws session `s` of a factor; the whole day's shock in standard deviations, which is standard normal. */
function drawShock(factor: Factor, s: number, variance: number, random: Random): number {
  const given = (variance / MIXTURE_VARIANCE) * mixtureScale(random) ** 2;
  const night = random.normal();
  const day = random.normal();
  factor.variance[s] = variance;
  factor.overnightVariance[s] = OVERNIGHT * given;
  factor.intradayVariance[s] = (1 - OVERNIGHT) * given;
  factor.overnight[s] = Math.sqrt(OVERNIGHT * given) * night;
  factor.intraday[s] = Math.sqrt((1 - OVERNIGHT) * given) * day;
  return Math.sqrt(OVERNIGHT) * night + Math.sqrt(1 - OVERNIGHT) * day;
}

const correlated = (rho: number, shock: number, random: Random): number =>
  rho * shock + Math.sqrt(1 - rho * rho) * random.normal();

/**
 * The index, 100 before the first session, and its VIX: 100 times the root of the yearly variance that the model
 * expects of the next 21 sessions, as known at the close. Both to two decimals.
 */
export function indexAndVix(factors: MarketFactors, drift: number): { index: Float64Array; vix: Float64Array } {
  const { market, logVolatility } = factors;
  const sessions = logVolatility.length;
  const { phi, sd } = MARKET_LOG_VOLATILITY;
  const index = new Float64Array(sessions);
  const vix = new Float64Array(sessions);
  let level = Math.log(100);
  for (let s = 0; s < sessions; s++) {
    level += market.overnight[s]! + market.intraday[s]! + drift / SESSIONS_A_YEAR;
    level -= (market.overnightVariance[s]! + market.intradayVariance[s]!) / 2;
    index[s] = Math.round(100 * Math.exp(level)) / 100;
    // Of the session after the last nothing was drawn; its volatility is taken as today's.
    const next = logVolatility[Math.min(s + 1, sessions - 1)]!;
    let expected = 0;
    for (let k = 0; k < 21; k++) {
      const decay = phi ** k;
      expected += Math.exp(2 * decay * next + 2 * sd * sd * (1 - decay * decay) - 2 * sd * sd) / 21;
    }
    vix[s] = Math.round(1e4 * MARKET_VOLATILITY * Math.sqrt(expected)) / 100;
  }
  return { index, vix };
}
