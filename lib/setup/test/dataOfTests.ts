import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Tests, and every program that they start, have a `data/` of their own: the user's research is not theirs. */
export default function dataOfTests(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "trident-data-"));
  process.env.TRIDENT_DATA = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
