import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { SearchedMarket } from "./searchedMarket.ts";

/**
 * What was found on markets, kept as it comes in the file that TRIDENT_FOUND names, one line of JSON a market, so that a
 * check that was stopped goes on. A file is of one state of the sources: after a change name another. Without a name
 * nothing is kept.
 */
export function keptMarkets(file = process.env.TRIDENT_FOUND) {
  const kept = new Map<string, SearchedMarket>();
  for (const line of file && existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    // The last line of what was killed may be half a line.
    if (!line.endsWith("}")) continue;
    const { key, ...found } = JSON.parse(line);
    kept.set(key, { ...found, sharpe: found.sharpe ?? Number.NaN });
  }
  return async (key: string, search: () => Promise<SearchedMarket>): Promise<SearchedMarket> => {
    const known = kept.get(key);
    if (known) return known;
    const found = await search();
    if (file) appendFileSync(file, `${JSON.stringify({ key, ...found })}\n`);
    return found;
  };
}
