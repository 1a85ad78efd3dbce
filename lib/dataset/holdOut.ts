import { join } from "node:path";
import { isoDate, makeFolder } from "trident-base";
import { writeParquet } from "../files/index.ts";
import {
  closesOfTicker,
  findMarketSeries,
  lastSixMonths,
  type Panel,
  panelBefore,
  passManifest,
  writePanel,
} from "../market/index.ts";

/** Where the bars lie that a model may know, and what was kept from it. */
export interface KnownBars {
  /** A panel's file; the market itself where it is too short to keep anything back. */
  readonly source: string;
  /** First day that was kept back, ISO; null where none was. */
  readonly heldOutFrom: string | null;
}

/**
 * Writes the bars before a panel's last six months to a folder, with what is known of them: `bars.parquet`, its manifest,
 * and the closes of SPY and the VIX beside it. A dataset that is made of that file, and all that is trained on it, has
 * never seen the last six months.
 *
 * ```ts
 * const panel = await readPanel("bars.parquet");
 * const { source } = await holdOutLastSixMonths(panel, "data/known");
 * await buildDataset(source, { out: "data/dataset" });
 * ```
 *
 * @throws PanelError as `findMarketSeries` and `passManifest` do.
 */
export async function holdOutLastSixMonths(panel: Panel, folder: string): Promise<KnownBars> {
  const { source } = panel.origin;
  const from = lastSixMonths(panel);
  if (from === undefined) return { source, heldOutFrom: null };
  const heldOutFrom = isoDate(panel.calendar[from]!);
  const bars = join(folder, "bars.parquet");
  await makeFolder(folder);
  await writePanel(bars, panelBefore(panel, from));
  await passManifest(source, bars, `bars before ${heldOutFrom}`);
  for (const name of ["spy", "vix"] as const) {
    const { closes } = await findMarketSeries(name, source, { closesOf: (ticker) => closesOfTicker(panel, ticker) });
    if (!closes) continue;
    const known = closes.date.findIndex((day) => day >= panel.calendar[from]!);
    const date = closes.date.subarray(0, known < 0 ? closes.date.length : known);
    const close = closes.close.subarray(0, date.length);
    await writeParquet(
      join(folder, `${name}.parquet`),
      [
        { name: "date", type: "date", values: date },
        { name: "close", type: "float64", values: close },
      ],
      date.length,
    );
  }
  return { source: bars, heldOutFrom };
}
