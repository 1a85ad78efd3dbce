import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPaperState } from "../index.ts";
import { startPaper } from "./killedPaper.ts";

const PROGRAM = fileURLToPath(new URL("paperProgram.ts", import.meta.url));

test.runIf(process.platform === "linux")(
  "a disk that fills up ends it in a sentence; whole sessions are kept, and it goes on",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "trident-full-"));
    try {
      const state = join(folder, "state.sqlite");
      // No file may grow beyond this, in blocks of 1,024 bytes: writes fail as on a full disk.
      const line = `ulimit -f 200; exec "$0" --conditions=source "$1" "$2" 100`;
      const { status, stderr } = spawnSync("bash", ["-c", line, process.execPath, PROGRAM, state], {
        encoding: "utf8",
      });
      expect(status).toBe(1);
      expect(stderr).toMatch(/PaperError: the state of paper trading cannot be written: .*that the disk has room/);
      const kept = readPaperState(state);
      expect(kept.sessions.length).toBeGreaterThan(0);
      expect(kept.sessions.length).toBeLessThan(100);
      const days = kept.sessions.length + 2;
      expect((await startPaper(state, days).ended).code).toBe(0);
      const undisturbed = join(folder, "undisturbed.sqlite");
      expect((await startPaper(undisturbed, days).ended).code).toBe(0);
      expect(readPaperState(state)).toEqual(readPaperState(undisturbed));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
