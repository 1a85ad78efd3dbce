import { parseArgs } from "node:util";
import { labelParameters } from "../../labels/index.ts";
import { syntheticMarket } from "../../market/index.ts";
import { tradePaper } from "../index.ts";
import { randomDecider } from "./randomDecider.ts";

// Trades a week on paper: what tests start and kill.
const { positionals } = parseArgs({ allowPositionals: true });
const [state, days, pause] = positionals as [string, string, string];
const { panel } = syntheticMarket({ tickers: 8, years: 1, seed: 4 });
const decide = randomDecider(panel, 0.4, 7);
const rule = labelParameters({ method: "triple_barrier", profit: 0.03, stop: 0.03, horizon: 2 });
process.stdout.write("ready\n");
await tradePaper({
  ...{ panel, state, from: panel.calendar[100]!, days: Number(days) },
  plan: { bundle: "a", rule, promise: 0.6, certificate: null },
  account: { positions: 3 },
  decide: async (date) => {
    await new Promise((done) => setTimeout(done, Number(pause)));
    return decide(date);
  },
  onProgress: (done) => process.stdout.write(`${done}\n`),
});
