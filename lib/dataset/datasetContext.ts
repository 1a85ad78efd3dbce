import { keyOf } from "../files/index.ts";
import {
  type ContextOptions,
  closesOfTicker,
  findMarketContext,
  type MarketContext,
  type OpenPanel,
} from "../market/index.ts";

/** The market's context of a dataset and where it came from. */
export interface DatasetContext {
  readonly market: MarketContext;
  /** The files, or why there is none. */
  readonly origin: string;
  readonly key: string;
}

/**
 * The context of a panel, as `findMarketContext` finds it; without SPY its columns are null.
 *
 * @param source the panel's file or folder, or the name of a synthetic market.
 * @throws PanelError as `findMarketContext` does.
 */
export async function datasetContext(
  source: string,
  { tickers, read }: OpenPanel,
  files: Pick<ContextOptions, "spy" | "vix"> = {},
): Promise<DatasetContext> {
  const closesOf = async (name: string) =>
    tickers.some(({ ticker }) => ticker === name) ? closesOfTicker(await read(name, name), name) : undefined;
  const { context, origin } = await findMarketContext(source, { ...files, closesOf });
  const columns = Object.entries(context.columns).map(([name, values]) => [name, Array.from(values, String)]);
  return { market: context, origin, key: keyOf(Array.from(context.date), columns) };
}
