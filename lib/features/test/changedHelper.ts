// Describes a feature as a program of its own does, without vitest's loader: twice as it is, and after each change of a
// file that it imports. A line is what the feature took from there, and the hash of its source.
import { utimesSync, writeFileSync } from "node:fs";
import { featureSources } from "../featureSources.ts";

const [feature, helper, ...contents] = process.argv.slice(2);
const describe = async (): Promise<void> => {
  for (const { window, sha256 } of await featureSources([feature!])) console.log(window, sha256);
};
await describe();
await describe();
for (const [k, content] of contents.entries()) {
  writeFileSync(helper!, content);
  utimesSync(helper!, new Date(), new Date(Date.now() + 5000 * (k + 1)));
  await describe();
}
