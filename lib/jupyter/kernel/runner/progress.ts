import { randomBytes } from "node:crypto";
import { escapeHtml } from "trident-base";
import type { Content } from "./frames.ts";

/** The least time between two states that are shown, in ms. */
const BETWEEN = 200;

/** Tells how far a long piece of work is; `total` and `note` may change on the way. */
export type ProgressUpdate = (done: number, total?: number, note?: string) => void;

interface Display {
  readonly title: string;
  readonly id: string;
  readonly started: number;
  done: number;
  total: number | undefined;
  note: string;
  /** When it was last shown, and whether that was its present state. */
  shown: number | undefined;
  isShown: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Progress displays: each is one output, updated in place at most five times a second, and shows its last state. */
export class ProgressDisplays {
  readonly #publish: (content: Content) => void;
  readonly #now: () => number;
  readonly #open = new Set<Display>();
  /** Shared by those that the running cell begins. */
  #cell: { stop?: Error } = {};

  constructor(publish: (content: Content) => void, now: () => number = () => performance.now()) {
    this.#publish = publish;
    this.#now = now;
  }

  /** Shows a new one, at 0. */
  begin(title: string, total?: number): ProgressUpdate {
    const id = randomBytes(8).toString("hex");
    const started = this.#now();
    const cell = this.#cell;
    const display: Display = {
      ...{ title: String(title), id, started, done: 0, total, note: "" },
      ...{ shown: undefined, isShown: false, timer: undefined },
    };
    this.#show(display, true);
    return (done, most = display.total, note = "") => {
      if (cell.stop) throw cell.stop;
      Object.assign(display, { done: Number(done), total: most, note: String(note), isShown: false });
      this.#open.add(display);
      const wait = display.shown! + BETWEEN - this.#now();
      if (wait <= 0 || isComplete(display)) this.#show(display, true);
      else display.timer ??= setTimeout(() => this.#show(display, true), wait).unref();
    };
  }

  /**
   * The cell has ended: shows what waits, without guessing how long it would have taken.
   *
   * @param stop thrown at whoever tells of more of the cell's work: a stage of a library has no other way to hear of it.
   */
  end(stop?: Error): void {
    if (stop) this.#cell.stop = stop;
    this.#cell = {};
    for (const display of this.#open) if (!isComplete(display) || !display.isShown) this.#show(display, false);
    this.#open.clear();
  }

  #show(display: Display, isGoingOn: boolean): void {
    clearTimeout(display.timer);
    display.timer = undefined;
    const update = display.shown !== undefined;
    const now = this.#now();
    display.shown = now;
    display.isShown = true;
    this.#open.add(display);
    const { id } = display;
    this.#publish({
      type: "display",
      data: bundle(display, (now - display.started) / 1000, isGoingOn),
      metadata: {},
      id,
      update,
    });
  }
}

const isComplete = ({ done, total }: Display): boolean => total !== undefined && done >= total;

function bundle(display: Display, seconds: number, isGoingOn: boolean) {
  const { title, done, total, note } = display;
  const isGuessed = isGoingOn && total !== undefined && done > 0 && !isComplete(display);
  const left = isGuessed ? `, about ${duration((seconds / done) * (total - done))} left` : "";
  const count =
    total === undefined
      ? done.toLocaleString("en-US")
      : `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`;
  const text = `${title}: ${count}, ${duration(seconds)}${left}${note === "" ? "" : ` (${note})`}`;
  const bar = total === undefined ? "" : `<progress value="${done}" max="${total}"></progress> `;
  return { "text/html": `<div>${bar}${escapeHtml(text)}</div>`, "text/plain": text };
}

/** Seconds as `7 s`, `3 min 20 s` or `2 h 5 min`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
