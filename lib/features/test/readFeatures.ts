// Reads features as a program of its own does, without vitest's loader: what became of each file is a line on stdout.
import { isTridentError } from "trident-base";
import { readFeature } from "../readFeature.ts";

for (const file of process.argv.slice(2)) {
  const said = await readFeature(file).then(
    ({ feature }) => feature.name,
    (error) => `${isTridentError(error) ? error.name : "?"}: ${error.message}`,
  );
  console.log(said);
}
// What is not a feature's asks and reads as before.
const { readFileSync } = process.getBuiltinModule("node:fs");
console.log(readFileSync(new URL(import.meta.url), "utf8").length > 0 ? "reads" : "");
console.log(await fetch("http://127.0.0.1:9/").catch((error: Error) => error.name));
