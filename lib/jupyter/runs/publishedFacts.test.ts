import { expect, test } from "vitest";
import type { Output } from "../notebook/notebook.ts";
import { code, makeNotebook } from "../test/makeNotebook.ts";
import { publishedFacts } from "./publishedFacts.ts";

const shown = (kind: string, value: never | object): Output => ({
  output_type: "display_data",
  data: { [`application/vnd.trident.${kind}+json`]: value as never },
  metadata: {},
});
const facts = (...outputs: Output[]) =>
  publishedFacts(
    makeNotebook(
      "python3",
      outputs.map((each) => code("1", [], [each])),
    ),
  );

test("later values of a name count, data are listed once with all their notes", () => {
  const bars = { name: "bars", sha256: "ab", notes: ["survivorship-biased"] };
  const verdict = (title: string) => ({ title, status: "pass", lines: [] });
  const found = facts(
    shown("results", { accuracy: 0.5, note: null }),
    shown("provenance", { data: [bars], trials: 3 }),
    shown("verdict", verdict("one")),
    shown("results", { accuracy: 0.6 }),
    shown("provenance", {
      data: [{ ...bars, notes: ["hindsight"] }, { name: "other" }],
      holdoutOpened: 1,
      complaints: ["other bars"],
    }),
    shown("verdict", verdict("two")),
  );
  expect(found).toEqual({
    results: { accuracy: 0.6, note: null },
    verdict: verdict("one two"),
    data: [{ ...bars, notes: ["survivorship-biased", "hindsight"] }, { name: "other" }],
    trials: 3,
    holdoutOpened: 1,
    complaints: [{ cell: 5, text: "other bars" }],
  });
});

test("no verdict hides an earlier one: both questions, all lines, the worse status; said again, the later counts", () => {
  const verdict = (title: string, status: string, id: string) => shown("verdict", { title, status, lines: [{ id }] });
  const leak = verdict("Leaks?", "fail", "leak");
  expect(facts(leak, verdict("Pays?", "pass", "pays")).verdict).toEqual({
    ...{ title: "Leaks? Pays?", status: "fail" },
    lines: [{ id: "leak" }, { id: "pays" }],
  });
  expect(facts(leak, verdict("Leaks?", "pass", "none")).verdict).toEqual({
    ...{ title: "Leaks?", status: "pass", lines: [{ id: "none" }] },
  });
});

test("what is not of the agreed form is left out, with a word", () => {
  const found = facts(shown("results", { nested: { a: 1 } }), shown("provenance", { data: [{ rows: 1 }] }));
  expect(found).toMatchObject({ results: {}, data: [] });
  expect(found.complaints).toEqual([
    { cell: 1, text: expect.stringMatching(/^application\/vnd.trident.results\+json is left out: nested/) },
    { cell: 2, text: expect.stringMatching(/provenance\+json is left out: data: 0: name/) },
  ]);
});
