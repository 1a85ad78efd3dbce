import { closeBlock, precisionBound, SESSIONS_A_YEAR, tradeBlocks, watchPromise } from "../../statistics/index.ts";
import { certify } from "../certificate.ts";
import { type SimulatedTrades, simulatedTrades } from "./simulatedTrades.ts";

/** Shares of simulated policies that are certified: to reach the wanted precision, and to pay. */
export interface Certified {
  readonly reachesWanted: number;
  readonly pays: number;
  /** Where the next blocks won less often than the bound for so many of them says. */
  readonly nextYearMissed: number;
}

/** Certifies simulated trades whose break-even rate is the wanted precision; half as many blocks again are next year. */
export function certifiedShare(settings: SimulatedTrades, wanted: number, runs: number): Certified {
  const calendar = Int32Array.from({ length: 1.5 * settings.blocks * (settings.horizon + 1) }, (_, d) => d);
  const { blocks, horizon } = settings;
  let [reachesWanted, pays, nextYearMissed] = [0, 0, 0];
  for (let seed = 0; seed < runs; seed++) {
    const all = simulatedTrades({ ...settings, blocks: 1.5 * blocks }, wanted, seed);
    const cut = blocks * (horizon + 1);
    const part = (from: number, to: number) => {
      const rows = Array.from(all.session, (_, i) => i).filter((i) => all.session[i]! >= from && all.session[i]! < to);
      return { from, to: to - 1, session: rows.map((i) => all.session[i]!), net: rows.map((i) => all.net[i]!) };
    };
    const seen = part(0, cut);
    const certificate = certify([seen], { horizon, calendar, decisions: seen.net.length, wanted });
    if (certificate.reachesWanted) reachesWanted++;
    if (certificate.status === "pass") pays++;
    const next = tradeBlocks([part(cut + horizon, 1.5 * cut)], horizon);
    const { bound } = precisionBound(tradeBlocks([seen], horizon), { ahead: next.trades.length });
    if (precisionBound(next).estimate < bound) nextYearMissed++;
  }
  return { reachesWanted: reachesWanted / runs, pays: pays / runs, nextYearMissed: nextYearMissed / runs };
}

/** Years until a promise is withdrawn, sorted; Infinity where it was not within the simulated blocks. */
export function yearsToWithdrawal(settings: SimulatedTrades, wanted: number, runs: number): readonly number[] {
  const years = Array.from({ length: runs }, (_, seed) => {
    const { horizon } = settings;
    const { trades, wins } = tradeBlocks([simulatedTrades(settings, wanted, seed)], horizon);
    let watch = watchPromise(wanted);
    for (let b = 0; b < trades.length; b++) watch = closeBlock(watch, { trades: trades[b]!, wins: wins[b]! });
    return watch.withdrawnAt === null
      ? Number.POSITIVE_INFINITY
      : (watch.withdrawnAt * (horizon + 1)) / SESSIONS_A_YEAR;
  });
  return years.sort((a, b) => a - b);
}
