import { SourceMap, type SourceMapPayload } from "node:module";
import { inspect } from "node:util";
import { isTridentError } from "trident-base";
import type { ErrorReport } from "./frames.ts";
import { SourcePlaces } from "./sourcePlaces.ts";

interface Cell {
  readonly source: readonly string[];
  readonly map: string;
}

const FRAME = /\b(In\[[^\]]+\]):(\d+):(\d+)/;
const OBJECT = /\(0 , __vars__\.([\w$]+)\)|\b__vars__\.([\w$]+)/g;
/** What a person who writes cells cannot change. */
const INSIDE = [import.meta.dirname, new URL(".", import.meta.url).href, "node:internal/"];
/** What is told of every error. */
const USUAL = new Set(["name", "message", "stack"]);
/** A kernel that runs for days forgets the text of its oldest cells. */
const REMEMBERED = 2_000;
/** How long the text of an error may be, in characters. */
const LONGEST = 20_000;

/** Knows the cells that were run and reads stack traces with them. */
export class StackTraces {
  readonly #cells = new Map<string, Cell>();
  readonly #places = new SourcePlaces();

  /** Remembers what was run under a name such as `In[3]`. */
  add(name: string, source: string, map: string): void {
    this.#cells.delete(name);
    this.#cells.set(name, { source: source.split("\n"), map });
    if (this.#cells.size > REMEMBERED) this.#cells.delete(this.#cells.keys().next().value!);
  }

  /**
   * The text of `error.stack`: places in cells are the user's own; what called the cell is left out, and what the
   * kernel, Node's inside and TypeScript's helpers did between.
   */
  readonly prepare = (error: unknown, sites: readonly NodeJS.CallSite[]): string => {
    const frames = sites.map((site) => String(site));
    const last = frames.findLastIndex((frame) => FRAME.test(frame));
    const kept =
      last < 0 ? frames : frames.slice(0, last + 1).filter((frame) => !INSIDE.some((each) => frame.includes(each)));
    const places = kept.map((frame) => this.#locate(frame)).filter((place) => place !== undefined);
    return [headline(error), ...places.map((place) => `    at ${place}`)].join("\n");
  };

  /** An error as Jupyter shows it, with the line of the cell that it came from; anything that was thrown. */
  report(error: unknown): ErrorReport {
    try {
      if (error instanceof Error) return this.#reportError(error);
    } catch {
      // An error whose own properties throw.
    }
    const evalue = shortened(inspect(error, { colors: false }));
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }

  #reportError(error: Error): ErrorReport {
    const stack = shortened(stackOf(error));
    const below = besides(error, new Set([error])).map(shortened);
    return {
      ename: String(error.name),
      evalue: shortened(withoutObjects(String(error.message))),
      traceback: [...stack.split("\n"), ...this.#excerpt(stack), ...below.join("\n").split("\n")].filter(
        (line) => line !== "",
      ),
    };
  }

  /** Undefined for what is of no line of the cell: a function that TypeScript put before it. */
  #locate(frame: string): string | undefined {
    const [found, name, line, column] = FRAME.exec(frame) ?? [];
    const map = name === undefined ? undefined : this.#cells.get(name)?.map;
    if (map === undefined) return this.#places.locate(frame);
    const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(Number(line) - 1, Number(column) - 1);
    if (!("originalLine" in entry)) return undefined;
    return this.#places.locate(frame.replace(found!, `${name}:${entry.originalLine + 1}:${entry.originalColumn + 1}`));
  }

  #excerpt(stack: string): string[] {
    const place = stack.split("\n    at ").slice(1).join("\n").match(FRAME);
    const text = place && this.#cells.get(place[1]!)?.source[Number(place[2]) - 1];
    if (!place || text === undefined) return [];
    return ["", `${place[1]}, line ${place[2]}:`, `    ${text}`, `    ${" ".repeat(Number(place[3]) - 1)}^`];
  }
}

function stackOf(error: Error): string {
  return withoutObjects(String(error.stack ?? headline(error)));
}

/** What an error has besides its stack: words and numbers, then its reasons and its cause, each told in the same way. */
function besides(error: Error, told: Set<unknown>): readonly string[] {
  const reasons = error instanceof AggregateError ? error.errors.map((each) => ["reason", each] as const) : [];
  const causes = error.cause === undefined ? reasons : [...reasons, ["cause", error.cause] as const];
  const own = isTridentError(error) ? {} : ownProperties(error);
  const below = causes.map(([word, each]) => {
    if (!(each instanceof Error)) return `[${word}]: ${inspect(each, { colors: false })}`;
    if (told.has(each)) return `[${word}]: ${headline(each)}`;
    told.add(each);
    return [`[${word}]: ${stackOf(each)}`, ...besides(each, told)].join("\n");
  });
  return [...(Object.keys(own).length > 0 ? [inspect(own, { colors: false })] : []), ...below];
}

/** Objects are left out: those of a failed request may hold a password, and notebooks are shared. */
function ownProperties(error: Error): Readonly<Record<string, unknown>> {
  const all = Object.entries(Object.getOwnPropertyDescriptors(error));
  const plain = all.filter(([key, { enumerable, value }]) => {
    return enumerable && ["string", "number", "boolean"].includes(typeof value) && !USUAL.has(key);
  });
  return Object.fromEntries(plain.map(([key, { value }]) => [key, value]));
}

/** What V8 says of `f()` where it was given `(0, __vars__.f)()`. */
function withoutObjects(text: string): string {
  return text.replace(OBJECT, (_, called?: string, read?: string) => called ?? read ?? "");
}

/** A text that a notebook can be opened with: an error may say a megabyte. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const left = (text.length - LONGEST).toLocaleString("en-US");
  return `${text.slice(0, LONGEST / 2)} … ${left} characters … ${text.slice(-LONGEST / 2)}`;
}

function headline(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
