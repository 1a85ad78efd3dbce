import { expect, test } from "vitest";
import type { BestParams } from "../labels/index.ts";
import { tooGood } from "../statistics/index.ts";
import type { LabelTrial } from "./labelStudy.ts";
import { laterYearTable } from "./laterYearTable.ts";
import { searchRecord } from "./searchRecord.ts";
import { searchSummary } from "./searchSummary.ts";
import { claimsOf } from "./selection.ts";
import { selectionTable } from "./selectionTable.ts";
import { winnersTable } from "./winnersTable.ts";

const published = { method: "simple", profit: 0.15, stop: 0.12, horizon: 14, value: 0.88, deflated: null } as const;
const honest = { method: "triple_barrier", profit: 0.07, stop: 0.05, horizon: 8, value: 2.5, deflated: 0.4 } as const;
const later = {
  ...{ from: "2024-01-02", to: "2024-12-31", sessions: 252, dailyAlpha: 0.0004, interval: [-0.001, null] as const },
  ...{ lowerBound: -0.0002, t: 0.51, beta: 1.3, policy: 0.2, equalWeight: 0.1 },
};
const best: BestParams = {
  published,
  honest,
  holdout: { openings: 2, searched: 3, published: null, honest: later },
  study: {
    ...{ published: "a", honest: "b", trials: 40, seed: 42, trees: 50, policy: "top tenth", counted: 80, features: [] },
    beta: { published: null, honest: 1.2 },
    ...{ sharing: { trials: 40, share: [0.972, 1] as const }, beyondLedger: 0 },
    sharpeVariance: { published: null, honest: 0.001 },
  },
  panel: {
    ...{ source: "bars", bias: null, tickers: ["KO"], from: "2022-01-03", to: "2023-12-29" },
    ...{ sessions: 501, dataHash: "ff" },
  },
};
const unheld: BestParams = { ...best, holdout: { openings: 0, reason: "300 sessions are too few" } };
const judged = { trials: 40, sessions: 480, pbo: 0.46, spa: 0.31, isBest: true, sharpe: 0.4, lowerBound: -0.6 };
const rest = {
  selection: { published: null, honest: judged },
  believable: tooGood(claimsOf("honest", judged, later)),
};
const trial: LabelTrial = {
  ...{
    number: 3,
    ...published,
    status: "complete",
    t: -0.4,
    sharpe: -0.02,
    beta: 1.1,
    accuracy: 0.915,
    overfitGap: 0.07,
    why: null,
  },
};

/** The texts of a table's rows. */
const rowsOf = (html: string): string[][] =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map((cell) => cell[1]!),
  );

test("winnersTable names both winners and what they are deflated by", () => {
  const html = winnersTable(best);
  expect(rowsOf(html).slice(1)).toEqual([
    ["as published", "simple +15 % / -12 % in 14 bars", "0.880", "–", "–"],
    ["honest", "triple_barrier +7 % / -5 % in 8 bars", "2.500", "1.20", "0.40"],
  ]);
  expect(html).toContain("of 80 trials, 40 of them on other data that share 97 to 100 % of their bars with these");
  const apart = winnersTable({ ...best, study: { ...best.study, apart: true } });
  expect(apart).toContain("counted in a ledger of its own");
});

test("laterYearTable has a dash for what could not be learned, and says when nothing was held out", () => {
  expect(rowsOf(laterYearTable(best)).slice(1)).toEqual([
    ["as published", "–", "–", "–", "–", "–", "–", "–"],
    ["honest", "20.0 %", "10.0 %", "1.30", "0.040 %", "-0.100 %", "–", "0.51"],
  ]);
  expect(laterYearTable(best)).toContain("opened 2 times; 3 trials were made on bars of it");
  expect(laterYearTable(unheld)).toContain("Nothing was held out");
});

test("searchSummary says whether the winners are more than luck", () => {
  const said = searchSummary({ best, published: [trial], honest: [], ...rest });
  expect(said).toContain(
    "**91.5 %** accuracy, at the corner of the space. Out of fold the same labels have an alpha with a t of -0.40.",
  );
  expect(said).toContain("it is no more than luck would give (deflated 0.40; 0.95 is asked for)");
  expect(said).toContain("is not above 0 by a one-sided 95 % bound");
  expect(said).toContain("opened 2 times; 3 trials were made on bars of it");
  const proven = { ...best, honest: { ...honest, deflated: 0.97 } };
  expect(searchSummary({ best: proven, published: [], honest: [], ...rest })).toContain(
    "it is more than luck would give",
  );
  expect(searchSummary({ best: unheld, published: [trial], honest: [], ...rest })).toContain(
    "- **No later year**: 300 sessions are too few.",
  );
});

test("searchRecord has the numbers of both winners, null where there are none", () => {
  expect(searchRecord(best)).toMatchObject({
    published_method: "simple",
    published_objective: 0.88,
    published_later_alpha: null,
    honest_deflated: 0.4,
    honest_beta: 1.2,
    honest_later_alpha: 0.0004,
  });
  expect(searchRecord(unheld).honest_later_alpha).toBeNull();
});

test("selectionTable has PBO and SPA of each search, and dashes where too little is known", () => {
  expect(rowsOf(selectionTable({ best, published: [trial], honest: [], ...rest })).slice(1)).toEqual([
    ["as published", "–", "–", "–", "–", "", "–", "–"],
    ["honest", "40", "480", "0.46", "0.310", "yes", "0.40", "-0.60"],
  ]);
});

test("searchSummary says what the choice was worth and whether the winners can be believed", () => {
  const said = searchSummary({ best, published: [trial], honest: [], ...rest });
  expect(said).toContain("**The choice** among 40 labellings");
  expect(said).toContain("46 % of the halvings (PBO)");
  expect(said).toContain("- Nothing here is too good to be true.");
  const wild = { ...later, t: 5, dailyAlpha: 0.004, lowerBound: 0.0035 };
  const believable = tooGood(claimsOf("honest", judged, wild));
  expect(searchSummary({ best, published: [trial], honest: [], ...rest, believable })).toMatch(
    /Too good to be true: .*honest on the later year 5\. At least 4\.375\. A leak until proven otherwise\./,
  );
});
