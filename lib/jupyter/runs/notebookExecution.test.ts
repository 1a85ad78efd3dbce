import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { venv } from "trident-base/project";
import { expect, test } from "vitest";
import { readNotebook, writeNotebook } from "../notebook/notebook.ts";
import { code, makeNotebook, temporaryFolders } from "../test/makeNotebook.ts";
import { runNotebook } from "./runNotebook.ts";

const folder = temporaryFolders()();

test("what a cell prints is on disk while it still runs", async () => {
  const [notebook, out, seen] = ["in.ipynb", "out.ipynb", "seen"].map((name) => join(folder, name)) as [
    ...[string, string, string],
  ];
  // The cell waits until the test has read from the file what it printed.
  const waiting = `import os, time\nprint("first")\nwhile not os.path.exists(${JSON.stringify(seen)}): time.sleep(0.01)\nprint("last")`;
  await writeNotebook(notebook, makeNotebook("python3", [code(waiting)]));
  const running = runNotebook({ notebook, out, prefixes: [venv], autosave: 0.05 });
  let ended = false;
  void running.finally(() => (ended = true)).catch(() => {});
  const written = async () => (existsSync(out) ? JSON.stringify((await readNotebook(out)).cells[0]) : "");
  while (!ended && !(await written()).includes("first\\n")) await delay(20);
  expect(JSON.parse(await written())).toMatchObject({
    outputs: [{ text: "first\n" }],
    metadata: { papermill: { status: "running", duration: null } },
  });
  writeFileSync(seen, "");
  expect((await running).status).toBe("completed");
  expect((await readNotebook(out)).cells[0]).toMatchObject({
    outputs: [{ text: "first\nlast\n" }],
    metadata: { papermill: { status: "completed" } },
  });
});
