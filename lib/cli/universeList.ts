import { z } from "zod";
import { UNIVERSE_NAMES } from "../market/index.ts";
import { tickerList } from "./options.ts";

const NO_UNIVERSE = `give all, or some of ${UNIVERSE_NAMES.join(", ")}`;
/** `sp500,nasdaq100` as names of lists of tickers. Apart from the other options: most commands need no market to start. */
export const universeList = tickerList.pipe(z.array(z.enum(["all", ...UNIVERSE_NAMES], NO_UNIVERSE)));
export const UNIVERSE_HELP = `members between start and end of: ${UNIVERSE_NAMES.join(", ")}, or all`;
