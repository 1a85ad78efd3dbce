import { expect, test } from "vitest";
import { formatNumber, htmlTable } from "./table.ts";

test("numbers have their digits and unit, nothing is a dash", () => {
  expect(formatNumber(1234567)).toBe("1,234,567");
  expect(formatNumber(0.876, 1, "%")).toBe("87.6 %");
  expect(formatNumber(null)).toBe("–");
  expect(formatNumber(Number.NaN, 2)).toBe("–");
});

test("texts are escaped: a ticker's name is data, not markup", () => {
  const html = htmlTable([{ name: "<img src=x onerror=alert(1)>" }], [{ title: "a & b", value: (row) => row.name }]);
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img");
  expect(html).toContain("a &amp; b");
});

test("a number and its unit stay on one line in a narrow window", () => {
  const html = htmlTable([{ share: 0.107 }], [{ title: "edge", value: (row) => row.share, digits: 1, unit: "%" }]);
  expect(html).toMatch(/<td style="[^"]*white-space:nowrap[^"]*">10\.7 %<\/td>/);
});
