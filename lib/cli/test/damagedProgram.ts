import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTridentError } from "trident-base";
import { explainRows, loadBundle, readReference, scoreInputs } from "../../model/index.ts";
import { createMatrix, createRandom } from "../../runtime/index.ts";
import { damageBundle } from "./damageBundle.ts";
import { plantThreeMembers } from "./threeMembers.ts";

// Loads damaged bundles, one line before and one after each: what a test starts, so that it can end what hangs.
const [first, cases] = process.argv.slice(2).map(Number) as [number, number];
const folder = mkdtempSync(join(tmpdir(), "trident-damaged-"));
const whole = await plantThreeMembers(folder);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What becomes of a bundle: read to its end, or why it was refused. */
async function tryBundle(bundle: string): Promise<string> {
  try {
    const loaded = await loadBundle(bundle);
    await readReference(bundle, loaded.manifest);
    const inputs = createMatrix(loaded.manifest.inputs.names, 3);
    inputs.values.fill(-1, 0, inputs.values.length / 2);
    for (const score of scoreInputs(loaded, inputs, [0, 0, 0])) {
      if (!(score >= 0 && score <= 1) && !Number.isNaN(score)) return `FAULT a probability is ${score}`;
    }
    if (loaded.manifest.classes === 2 && loaded.manifest.scorers[0]) explainRows(loaded, 0, inputs, Uint32Array.of(0));
    return "read";
  } catch (error) {
    if (!isTridentError(error)) return `FAULT ${error instanceof Error ? error.stack : error}`;
    return error.message.length > 1000 || /[\p{Cc}]/u.test(error.message)
      ? `FAULT message of ${error.message.length}`
      : `refused ${error.name} ${error.message}`;
  }
}

say((await tryBundle(whole)) === "read" ? "whole" : "FAULT the whole bundle is refused");
const trial = join(folder, "trial");
for (let k = first; k < first + cases; k++) {
  rmSync(trial, { recursive: true, force: true });
  cpSync(whole, join(trial, "bundle"), { recursive: true });
  const { what, mustRefuse } = damageBundle(join(trial, "bundle"), createRandom("damaged", k));
  say(`${k} ${what}`);
  const before = process.resourceUsage().maxRSS;
  const found = await tryBundle(join(trial, "bundle"));
  const grown = (process.resourceUsage().maxRSS - before) / 1024;
  if (mustRefuse && found === "read") say(`${k} FAULT it is read`);
  else if (grown > 200) say(`${k} FAULT it took ${Math.round(grown)} MB`);
  else say(`${k} ${found}`);
}
rmSync(folder, { recursive: true });
