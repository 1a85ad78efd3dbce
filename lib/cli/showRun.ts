import { stripVTControlCharacters } from "node:util";
import { formatBytes, formatSeconds } from "trident-base";
import { complaintLine, type PlanEvent, type RunEstimate, type RunPlan } from "trident-jupyter";
import type { Call } from "./program.ts";

/** How often the block on a terminal is drawn, in ms. */
const FRAME = 250;
/** How often a line says that a cell goes on where there is no terminal, in ms. */
const REMINDER = 30_000;
/** Cells below this many seconds are not worth a line. */
const WORTH_A_LINE = 0.5;

/** East Asian characters and pictures, which take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** A notebook as it runs. */
interface Running {
  readonly cells: number;
  cell: number;
  /** When the cell began, in ms. */
  since: number;
  memory: number | undefined;
  said: string;
}

/** How far a run is: one block that is drawn over and over on a terminal, else a line now and then. */
export interface RunView {
  readonly receive: (notebook: string, event: PlanEvent) => void;
  end(): void;
}

/** Shows the run of a plan on stderr. */
export function showRun(plan: RunPlan, { terminal, progress, signal }: Call, clock: () => number = Date.now): RunView {
  const running = new Map<string, Running>();
  const total = plan.notebooks.length;
  let done = 0;
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) terminal?.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    if (!terminal) return;
    const block = [`${done} of ${total} notebooks done`, ...describeAll(running, clock())];
    const width = Math.max(20, terminal.columns - 1);
    const text = block.map((line) => `${cut(printable(line), width)}\n`).join("");
    terminal.write(`${drawn > 0 ? `\x1b[${drawn}A\x1b[J` : ""}${text}`);
    drawn = block.length;
  };
  const say = (line: string) => {
    erase();
    progress(printable(line));
  };
  const interrupted = () => say("Interrupted: stopping the running cells. Ctrl-C again stops at once.");
  signal.addEventListener("abort", interrupted, { once: true });
  const timer = terminal
    ? setInterval(draw, FRAME)
    : setInterval(() => {
        for (const line of describeAll(running, clock())) progress(printable(line));
      }, REMINDER);
  timer.unref();
  return {
    receive: (name, event) => {
      const line = lineOf(name, event);
      if (line !== undefined) say(line);
      if (event.type === "ended" || event.type === "skipped" || event.type === "resumed") done++;
      follow(running, name, event, clock());
    },
    end: () => {
      clearInterval(timer);
      signal.removeEventListener("abort", interrupted);
      erase();
    },
  };
}

/** What a run will probably take, as one line. */
export function describeEstimate({ seconds, bytes, free, from, unknown }: RunEstimate): string {
  const without = unknown.length > 0 ? ` without ${unknown.join(", ")}` : "";
  const room = free === null ? "" : `, ${formatBytes(free)} free`;
  const warning = free !== null && bytes > free ? "; the disk will not hold it" : "";
  return `About ${formatSeconds(seconds, 0)} and ${formatBytes(bytes)}${without}, by the run of ${from.slice(0, 10)}${room}${warning}`;
}

/** What an event is worth as a line that stays. */
function lineOf(name: string, event: PlanEvent): string | undefined {
  switch (event.type) {
    case "started":
      return `${name}: ${event.cells} cells`;
    case "kernel-ready":
      return `${name}: kernel ${event.kernel} ready in ${event.seconds.toFixed(1)} s`;
    case "cell-ended":
      if (event.seconds < WORTH_A_LINE && event.status !== "failed") return undefined;
      return `${name}: cell ${event.cell} ${event.status} in ${event.seconds.toFixed(1)} s`;
    case "failed-late":
      return `${name}: cell ${event.cell} failed after it had ended: ${event.cause}`;
    case "ended":
      return `${name}: ${event.result.status} in ${event.result.seconds.toFixed(1)} s`;
    case "resumed":
      return `${name}: unchanged, taken over from the run before`;
    case "skipped":
      return `${name}: not run, since ${event.because}`;
    case "complaint":
      return complaintLine({ notebook: name, ...event });
    default:
      return undefined;
  }
}

function follow(running: Map<string, Running>, name: string, event: PlanEvent, now: number): void {
  if (event.type === "started") {
    running.set(name, { cells: event.cells, cell: 0, since: now, memory: undefined, said: "" });
  }
  const state = running.get(name);
  if (!state) return;
  if (event.type === "ended") running.delete(name);
  if (event.type === "memory") state.memory = event.bytes;
  if (event.type === "printed" || event.type === "shown") state.said = lastLine(event.text) || state.said;
  if (event.type === "cell-started") Object.assign(state, { cell: event.cell, since: now, said: "" });
}

function describeAll(running: ReadonlyMap<string, Running>, now: number): string[] {
  return [...running].map(([name, { cell, cells, since, memory, said }]) => {
    const where = cell === 0 ? "starting" : `cell ${cell} of ${cells}`;
    const held = memory === undefined ? "" : `, ${formatBytes(memory)}`;
    return `${name}: ${where} for ${formatSeconds((now - since) / 1000, 0)}${held}${said === "" ? "" : `: ${said}`}`;
  });
}

/** As much of a line as fits into so many columns. */
function cut(line: string, columns: number): string {
  let used = 0;
  let kept = "";
  for (const character of line) {
    used += WIDE.test(character) ? 2 : 1;
    if (used > columns) break;
    kept += character;
  }
  return kept;
}

/** The last line that says something, without colours; of a line that was written over, what stands there now. */
function lastLine(text: string): string {
  const lines = stripVTControlCharacters(text.slice(-2000)).split(/[\n\r]/);
  return printable(lines.findLast((line) => line.trim() !== "") ?? "").trim();
}

/** One line that a terminal only prints: the name of a notebook may hold anything. */
export function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal obeys these
  return line.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ");
}
