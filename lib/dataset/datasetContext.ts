import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isSynthetic, type MarketContext, readMarketContext } from "../market/index.ts";
import { keyOf } from "./artefact.ts";

/** The market's context of a dataset and where it came from. */
export interface DatasetContext {
  readonly market: MarketContext;
  /** The files, or why there is none. */
  readonly origin: string;
  readonly key: string;
}

/**
 * The context of a panel: from the files that are named; else of a synthetic market its own; else from `spy.parquet` and
 * `vix.parquet` where both lie beside the panel; else none, and its columns are null.
 *
 * @throws PanelError as `readMarketContext` does.
 */
export async function datasetContext(
  source: string,
  files?: { readonly spy: string; readonly vix: string },
): Promise<DatasetContext> {
  if (!files && isSynthetic(source)) return contextOf(await readMarketContext(source), "the synthetic market's own");
  const beside = { spy: join(dirname(source), "spy.parquet"), vix: join(dirname(source), "vix.parquet") };
  const given = files ?? ((await isFile(beside.spy)) && (await isFile(beside.vix)) ? beside : undefined);
  if (!given) {
    const empty = new Float64Array(0);
    const columns = { SPY_Trend_3d: empty, VIX_Level: empty, Market_Fear: empty };
    return contextOf(
      { date: new Int32Array(0), columns },
      "none: there are no spy.parquet and vix.parquet by the panel",
    );
  }
  return contextOf(await readMarketContext(given), `${basename(given.spy)} and ${basename(given.vix)}`);
}

function contextOf(market: MarketContext, origin: string): DatasetContext {
  const columns = Object.entries(market.columns).map(([name, values]) => [name, Array.from(values, String)]);
  return { market, origin, key: keyOf(Array.from(market.date), columns) };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
