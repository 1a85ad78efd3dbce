import { stripVTControlCharacters } from "node:util";
import type { CellOutcome } from "../client/executeCell.ts";
import type { Output } from "../notebook/notebook.ts";

const LONGEST = 300;

/** Why a cell failed, as one line: what the kernel said, else what the cell printed on stderr. */
export function explainFailure(outcome: CellOutcome, outputs: readonly Output[], timeout?: number): string {
  if (outcome.status === "timeout") {
    const ended = outcome.death === undefined ? "" : `; ${lowerFirst(outcome.death)}`;
    return `TimeoutError: The cell ran longer than ${timeout} s${ended}`;
  }
  if (outcome.status === "interrupted") return "KeyboardInterrupt: The run was interrupted";
  if (outcome.status === "died") return `KernelError: ${outcome.death}`;
  const shown = outputs.findLast((output) => output.output_type === "error");
  const { ename, evalue } = outcome.error ?? shown ?? {};
  if (ename !== undefined) return oneLine(evalue ? `${ename}: ${evalue}` : ename);
  return oneLine(fromStderr(outputs) ?? "Error: The kernel reported that the cell failed");
}

/** Kernels that send no error message print it: the last line that reads like one, by its name or by the stack below. */
function fromStderr(outputs: readonly Output[]): string | undefined {
  const printed = outputs.findLast((output) => output.output_type === "stream" && output.name === "stderr");
  if (printed?.output_type !== "stream") return undefined;
  const lines = stripVTControlCharacters(printed.text)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const named = lines.findLast((line) => /^(Uncaught )?\w*(Error|Exception)\b.*:/.test(line));
  const thrown = lines.findLast((line, i) => /^\w+: /.test(line) && /^\s+at /.test(lines[i + 1] ?? ""));
  return named ?? thrown ?? lines.at(-1);
}

function oneLine(text: string): string {
  const line = stripVTControlCharacters(text).replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
