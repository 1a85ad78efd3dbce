import { expect, test } from "vitest";
import type { QualityReport } from "./checkBars.ts";
import type { Finding } from "./finding.ts";
import { findingsTable } from "./findingsTable.ts";

const finding = (ticker: string, kind: Finding["kind"], detail: string) =>
  ({ ticker, date: "2024-01-02", kind, detail, rows: [] }) as unknown as Finding;

test("findingsTable has a row a kind, with how many of a million bars and the first of them", () => {
  const findings = [
    finding("KO", "stale-run" as Finding["kind"], "five days alike"),
    finding("PG", "volume" as Finding["kind"], "volume <0>"),
    finding("PG", "stale-run" as Finding["kind"], "six days alike"),
  ];
  const report: QualityReport = { rows: 2000, tickers: 2, findings };
  const html = findingsTable(report);
  expect(html.match(/<tr>/g)).toHaveLength(3);
  expect(html).toMatch(/stale-run<\/th><td[^>]*>2<\/td><td[^>]*>1,000\.0<\/td><td[^>]*>KO 2024-01-02: five days alike/);
  expect(html).toContain("PG 2024-01-02: volume &lt;0&gt;");
  expect(html).toContain("2,000 bars of 2 tickers: 3 findings");
});

test("findingsTable says so where nothing was found", () => {
  expect(findingsTable({ rows: 1234, tickers: 1, findings: [] })).toBe("<p>Nothing was found in 1,234 bars.</p>");
});
