import { formatNumber, htmlTable } from "../charts/index.ts";
import type { Certificate } from "../model/index.ts";
import type { CertificateRecord } from "./certificate.ts";

const STATUS = { pass: "certified: it pays", fail: "not certified", "not enough data": "not enough data" } as const;

/** A certificate line by line, as HTML: each figure beside what is sure of it. */
export function certificateTable(certificate: Certificate, record?: CertificateRecord): string {
  const { status, detail, from, to, blocks, years, worst, wanted, reachesWanted } = certificate;
  const percent = (share: number | null, digits = 1): string => formatNumber(share, digits, "%");
  const lines: readonly (readonly [line: string, value: string, bound: string])[] = [
    ["verdict", STATUS[status], detail],
    ["precision", percent(certificate.precision), `> ${percent(certificate.bound)}`],
    ["precision of the next year", percent(certificate.precision), `> ${percent(certificate.nextYear)}`],
    ["break-even of the same trades", percent(certificate.breakEven), ""],
    [`wanted: ${percent(wanted)}`, reachesWanted ? "shown" : "not shown", ""],
    ["net return a trade", percent(certificate.expectancy, 2), `> ${percent(certificate.expectancyBound, 2)}`],
    ["coverage", percent(certificate.coverage), ""],
    ["trades", formatNumber(certificate.trades), `${formatNumber(certificate.tradesAYear)} a year`],
    ["blocks with a trade", formatNumber(blocks), years === null ? "" : `25 take ${formatNumber(years, 1)} years`],
    ...(worst === null
      ? []
      : ([
          [
            `worst block, from ${worst.from}`,
            percent(worst.net / worst.trades, 2),
            `${worst.wins} of ${worst.trades} won`,
          ],
        ] as const)),
    ...(record ? ([["certificates in walk-forward", `${record.issued} issued`, `${record.kept} kept`]] as const) : []),
  ];
  return htmlTable(
    lines,
    [
      { title: "", value: ([line]) => line },
      { title: "estimate", value: ([, value]) => value },
      { title: "one-sided 95 %", value: ([, , bound]) => bound },
    ],
    `Certificate, ${from} to ${to}`,
  );
}
