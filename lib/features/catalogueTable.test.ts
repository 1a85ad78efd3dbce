import { expect, test } from "vitest";
import { CATALOGUE } from "./catalogue.ts";
import { catalogueTable } from "./catalogueTable.ts";
import { defineFeature } from "./defineFeature.ts";

test("catalogueTable has a row for each feature, with its formula", () => {
  const html = catalogueTable(12_345);
  expect(html.match(/<tr>/g)).toHaveLength(CATALOGUE.length + 1);
  expect(html).toContain("71 features of 12,345 bars");
  for (const { name } of CATALOGUE) expect(html).toContain(`>${name}</th>`);
});

test("features of one's own come after the 71", () => {
  const own = defineFeature({
    name: "own_range",
    window: 1,
    scale: "free",
    compute: ({ length }, out) => void out.fill(1, 0, length),
  });
  const html = catalogueTable(10, [own]);
  expect(html).toContain("72 features of 10 bars");
  expect(html.match(/>(\w+)<\/th>/g)!.at(-1)).toBe(">own_range</th>");
});
