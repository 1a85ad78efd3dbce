import { expect, test } from "vitest";
import { publishProvenance } from "./publishProvenance.ts";
import { publishResults } from "./publishResults.ts";
import { publishVerdict } from "./publishVerdict.ts";

function recorder() {
  const shown: [string, unknown][] = [];
  return { shown, display: { raw: (mime: string, content: unknown) => void shown.push([mime, content]) } };
}

test("a kernel that shows one thing in several forms gets text beside the facts", () => {
  const bundles: Record<string, unknown>[] = [];
  const display = { raw: () => expect.unreachable(), bundle: (forms: object) => void bundles.push({ ...forms }) };
  publishResults(display, { accuracy: 0.5, edge: Number.NaN });
  publishProvenance(display, { data: [{ name: "bars", rows: 3000, notes: ["hindsight"] }], trials: 1 });
  const line = { id: "a", title: "A", value: 2, threshold: "above 0", detail: "", interval: [-1, 3] } as const;
  publishVerdict(display, { title: "Better?", status: "fail", lines: [{ ...line, status: "fail" }] });
  expect(bundles[0]!["application/vnd.trident.results+json"]).toEqual({ accuracy: 0.5, edge: null });
  expect(bundles.map((bundle) => bundle["text/plain"])).toEqual([
    "Published: 2 results\naccuracy: 0.5\nedge: –",
    "Published: where the numbers come from\nbars: 3,000 rows\n  hindsight\n1 trial so far",
    "Better? fail\nA: fail; 2 [-1, 3], above 0",
  ]);
});

test("facts go out under their MIME types as JSON objects, what is no number as null", () => {
  const { shown, display } = recorder();
  publishResults(display, { accuracy: 0.5, edge: Number.NaN });
  publishProvenance(display, { data: [{ name: "bars", rows: 3 }], trials: 4 });
  const line = { id: "a", title: "A", status: "fail", value: Number.NaN, threshold: "> 0", detail: "" } as const;
  publishVerdict(display, { title: "V", status: "fail", lines: [{ ...line, interval: [Number.NaN, 1] }] });
  expect(shown).toEqual([
    ["application/vnd.trident.results+json", { accuracy: 0.5, edge: null }],
    ["application/vnd.trident.provenance+json", { data: [{ name: "bars", rows: 3 }], trials: 4 }],
    [
      "application/vnd.trident.verdict+json",
      { title: "V", status: "fail", lines: [{ ...line, value: null, interval: null }] },
    ],
  ]);
});
