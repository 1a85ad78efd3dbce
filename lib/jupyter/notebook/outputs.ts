import type { JsonObject } from "trident-base";
import { isMessage, type Message, type MimeBundle } from "../client/message.ts";
import { withStill } from "../picture/withStill.ts";
import type { Output } from "./notebook.ts";

type Shown = Exclude<Output, { output_type: "stream" }>;
type Entry = { stream: "stdout" | "stderr"; parts: string[] } | { shown: Shown; isWhole?: boolean };

interface CellOutputs {
  entries: Entry[];
  /** A `clear_output` with `wait` was seen: the next output replaces all before it. */
  clearOnNext: boolean;
}

/**
 * Folds what a kernel publishes into the outputs of the cells that asked for it, as a Jupyter front end does: streams
 * grow together, displays are updated wherever they stand, outputs are cleared now or with the next one.
 */
export class OutputCollector {
  readonly #cells = new Map<string, CellOutputs>();
  readonly #displays = new Map<string, Set<{ shown: Shown; isWhole?: boolean }>>();

  /** Takes one message for the cell of this id; messages that are no outputs are left alone. */
  receive(cellId: string, message: Message): void {
    if (isMessage(message, "stream")) {
      this.#print(cellId, message.content.name, message.content.text);
    } else if (isMessage(message, "display_data")) {
      const { data, metadata = {}, transient } = message.content;
      this.#show(cellId, { output_type: "display_data", data, metadata }, transient?.display_id);
    } else if (isMessage(message, "execute_result")) {
      const { data, metadata = {}, transient, execution_count } = message.content;
      this.#show(cellId, { output_type: "execute_result", execution_count, data, metadata }, transient?.display_id);
    } else if (isMessage(message, "error")) {
      const { ename, evalue, traceback } = message.content;
      this.#show(cellId, { output_type: "error", ename, evalue, traceback });
    } else if (isMessage(message, "update_display_data")) {
      const { data, metadata = {}, transient } = message.content;
      this.#update(transient?.display_id, data, metadata);
    } else if (isMessage(message, "clear_output")) {
      const cell = this.#cell(cellId);
      if (message.content.wait) cell.clearOnNext = true;
      else cell.entries = [];
    }
  }

  /** Adds an output that no kernel sent: why a cell failed. */
  add(cellId: string, output: Shown): void {
    this.#show(cellId, output);
  }

  /** The outputs of a cell so far; figures with their stills. */
  outputs(cellId: string): Output[] {
    return this.#cell(cellId).entries.map((entry) => {
      if ("shown" in entry) return whole(entry);
      if (entry.parts.length > 1) entry.parts = [entry.parts.join("")];
      return { output_type: "stream", name: entry.stream, text: overwrite(entry.parts[0] ?? "") };
    });
  }

  #cell(id: string): CellOutputs {
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = { entries: [], clearOnNext: false };
      this.#cells.set(id, cell);
    }
    return cell;
  }

  #ready(id: string): CellOutputs {
    const cell = this.#cell(id);
    if (cell.clearOnNext) {
      cell.entries = [];
      cell.clearOnNext = false;
    }
    return cell;
  }

  #print(id: string, stream: "stdout" | "stderr", text: string): void {
    const { entries } = this.#ready(id);
    const last = entries.at(-1);
    if (last && "stream" in last && last.stream === stream) last.parts.push(text);
    else entries.push({ stream, parts: [text] });
  }

  #show(id: string, shown: Shown, displayId?: string): void {
    const entry = { shown };
    this.#ready(id).entries.push(entry);
    if (displayId === undefined) return;
    const known = this.#displays.get(displayId);
    if (known) known.add(entry);
    else this.#displays.set(displayId, new Set([entry]));
  }

  #update(displayId: string | undefined, data: MimeBundle, metadata: JsonObject): void {
    for (const entry of this.#displays.get(displayId ?? "") ?? []) {
      if (entry.shown.output_type === "error") continue;
      entry.shown = { ...entry.shown, data, metadata };
      entry.isWhole = false;
    }
  }
}

/** An output with its still, which is drawn once, and not for every state of a display that is updated. */
function whole(entry: { shown: Shown; isWhole?: boolean }): Shown {
  if (!entry.isWhole && "data" in entry.shown) entry.shown = { ...entry.shown, data: withStill(entry.shown.data) };
  entry.isWhole = true;
  return entry.shown;
}

/** What a terminal would still show of lines that a carriage return starts again, such as a progress bar's. */
function overwrite(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .split("\n")
    .map((line) => {
      const end = line.endsWith("\r") ? line.length - 1 : line.length;
      return line.slice(line.lastIndexOf("\r", end - 1) + 1);
    })
    .join("\n");
}
