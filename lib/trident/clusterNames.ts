import { STATISTICS, type Statistic } from "../behaviour/index.ts";

/** How a group is called whose tickers lie high, or low, in a statistic. */
const WORDS: Readonly<Record<Exclude<Statistic, "dollar_volume">, readonly [high: string, low: string]>> = {
  volatility: ["explosive", "quiet"],
  beta: ["market-driven", "independent"],
  trend: ["rising", "falling"],
  overnight_share: ["overnight", "daytime"],
  tail_ratio: ["jumpy", "even"],
  autocorrelation: ["trending", "reverting"],
};

/** Mean ranks of dollar volume from which on tickers are giants, and below which they are small. */
const GIANTS = 0.6;
const SMALL = 0.4;

/**
 * Names groups by what sets each apart: the statistic whose mean rank lies farthest from the middle, then by traded size.
 * Where two would have one name, they get the words of the next statistics too.
 *
 * @param centres mean ranks within the month, in the order of `STATISTICS`.
 */
export function clusterNames(centres: readonly (readonly number[])[]): readonly string[] {
  const described = centres.map((centre) => ({ words: wordsOf(centre), noun: nounOf(centre) }));
  for (let length = 1; length <= STATISTICS.length - 1; length++) {
    const names = described.map(({ words, noun }) => [...words.slice(0, length), noun].join(" "));
    if (new Set(names).size === names.length) return shortened(names, described);
  }
  return described.map(({ words, noun }, k) => `${words[0]} ${noun}, group ${k + 1}`);
}

type Described = { readonly words: readonly string[]; readonly noun: string };

/** Names as short as they can be while no other group has the same. */
function shortened(longest: readonly string[], described: readonly Described[]): readonly string[] {
  return described.map(({ words, noun }, k) => {
    for (let length = 1; length < words.length; length++) {
      const mine = [...words.slice(0, length), noun].join(" ");
      const others = described.filter((_, j) => j !== k).map((each) => [...each.words.slice(0, length), each.noun]);
      if (others.every((each) => each.join(" ") !== mine)) return mine;
    }
    return longest[k]!;
  });
}

/** Words by how far the group lies from the middle. */
function wordsOf(centre: readonly number[]): readonly string[] {
  return STATISTICS.map((name, j) => ({ name, away: centre[j]! - 0.5 }))
    .filter(({ name }) => name !== "dollar_volume")
    .sort((a, b) => Math.abs(b.away) - Math.abs(a.away))
    .map(({ name, away }) => WORDS[name as keyof typeof WORDS][away >= 0 ? 0 : 1]);
}

function nounOf(centre: readonly number[]): string {
  const size = centre[STATISTICS.indexOf("dollar_volume")]!;
  return size >= GIANTS ? "giants" : size <= SMALL ? "small caps" : "mid caps";
}
