import { formatNumber } from "../charts/index.ts";
import { type DatasetFindings, datasetRecord } from "./datasetRecord.ts";
import { MOVED } from "./drift.ts";

/** Says in a few sentences, as Markdown, what a model would inherit from a dataset. */
export function datasetSummary(found: DatasetFindings): string {
  const { manifest, drift, report } = found;
  const { rows, tickers, labels, bias } = manifest;
  const { dataset_buy_share: buys, dataset_inputs_moved: moved } = datasetRecord(found);
  const { length } = report.findings;
  return [
    `- **${formatNumber(rows)} rows** of ${formatNumber(tickers)} tickers, ${formatNumber(rows - labels.counts.unknown)} ` +
      `of them with a label; ${formatNumber(buys, 1, "%")} are BUY, so always answering BUY is right that often.`,
    `- **${moved} of ${drift.columns.length} inputs** have moved by more than ${MOVED} in some year; a model trained on ` +
      "one year meets others.",
    `- **${formatNumber(length)} findings** in the bars${length === 0 ? "" : ", to be looked at before a result is believed"}.`,
    `- Bias: **${bias}**.`,
    ...(labels.otherPanel === null ? [] : [`- **WARNING: ${labels.otherPanel}.**`]),
  ].join("\n");
}
