import { expect, test } from "vitest";
import type { Source } from "./imports.ts";
import { Provenance } from "./provenance.ts";

/** Files of which the test says when they changed. */
function files() {
  const changed = new Map<string, number>();
  const imports = {
    refresh: () => {},
    changedSince: (source: Source) => [...source.files].filter((file) => (changed.get(file) ?? 0) > source.time),
  };
  return { changed, provenance: new Provenance(imports) };
}

const source = (time: number, ...names: string[]): Source => ({ files: new Set(names), time });

test("what changed behind a variable is told once, with all cells to run, in their order", () => {
  const { changed, provenance } = files();
  provenance.record("In[1]", { read: [], written: ["panel"] }, source(0, "read.ts"));
  provenance.record("In[2]", { read: ["panel"], written: ["labels", "rows"] }, source(0, "labels.ts"));
  provenance.record("In[3]", { read: [], written: ["seed"] }, undefined);
  expect(provenance.explain(["labels", "panel", "seed", "unknown"])).toBeUndefined();
  changed.set("labels.ts", 1);
  expect(provenance.explain(["panel"])).toBeUndefined();
  expect(provenance.explain(["labels"])).toBe("Note: labels was made before labels.ts changed. Run In[2] again.");
  changed.set("read.ts", 2);
  expect(provenance.explain(["labels", "seed"])).toBe(
    "Note: labels was made before labels.ts and read.ts changed. Run In[1] and In[2] again.",
  );
  provenance.record("In[4]", { read: [], written: ["panel"] }, source(2, "read.ts"));
  provenance.record("In[5]", { read: ["panel"], written: ["labels"] }, source(2, "labels.ts"));
  expect(provenance.explain(["labels", "panel"])).toBeUndefined();
});

test("a variable made of itself again and again stays as old as it was, and takes no room", () => {
  const { changed, provenance } = files();
  for (let run = 0; run < 5000; run++) {
    provenance.record(`In[${run}]`, { read: ["sum"], written: ["sum"] }, source(run, "add.ts"));
  }
  changed.set("add.ts", 3);
  expect(provenance.explain(["sum"])).toBe("Note: sum was made before add.ts changed. Run In[4999] again.");
});
