// Fetches from a server on this machine with a clock that runs fast, until it is killed or done. It ends with its parent.

import { writePanel } from "../writePanel.ts";
import { fetchYahoo } from "../yahoo/fetchYahoo.ts";
import { PATIENCE } from "../yahoo/patientFetch.ts";
import { scaledClock } from "./scaledClock.ts";
import { fetchFrom } from "./yahooServer.ts";

const { port, tickers, from, to, cache, out, start } = JSON.parse(process.argv[2]!) as {
  port: number;
  tickers: readonly string[];
  from: number;
  to: number;
  cache: string;
  out: string;
  start: number;
};
process.stdin.on("end", () => process.exit(1)).resume();
const { panel, tickers: fetched } = await fetchYahoo(
  { tickers, from, to, cache },
  { fetch: fetchFrom(port), clock: scaledClock(start, 500), patience: { ...PATIENCE, timeout: 300 } },
);
if (panel) await writePanel(out, panel);
process.stdout.write(JSON.stringify(fetched), () => process.exit(0));
