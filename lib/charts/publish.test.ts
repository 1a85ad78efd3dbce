import { expect, test } from "vitest";
import { publishProvenance, publishResults, publishVerdict } from "./publish.ts";

function recorder() {
  const shown: [string, unknown][] = [];
  return { shown, display: { raw: (mime: string, content: unknown) => void shown.push([mime, content]) } };
}

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
