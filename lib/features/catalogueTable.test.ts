import { expect, test } from "vitest";
import { CATALOGUE } from "./catalogue.ts";
import { catalogueTable } from "./catalogueTable.ts";

test("catalogueTable has a row for each feature, with its formula", () => {
  const html = catalogueTable(12_345);
  expect(html.match(/<tr>/g)).toHaveLength(CATALOGUE.length + 1);
  expect(html).toContain("71 features of 12,345 bars");
  for (const { name } of CATALOGUE) expect(html).toContain(`>${name}</th>`);
});
