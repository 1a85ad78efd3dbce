/** A process that records trials: `writer.worker.ts FILE STUDY COUNT`. It prints each number once it is recorded. */
import { writeSync } from "node:fs";
import { Ledger } from "../index.ts";
import { exampleTrial } from "./exampleTrial.ts";

const [path, study, count] = process.argv.slice(2);
const ledger = new Ledger(path);
for (let number = 0; number < Number(count); number++) {
  ledger.record(exampleTrial({ study: study!, number }));
  // Synchronous, so that a killed process has said all that it did; without a reader it throws and ends the process.
  writeSync(1, `${number}\n`);
}
ledger.close();
