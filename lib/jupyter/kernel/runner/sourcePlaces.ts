import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file as V8 names it in a stack, with what tells its generations apart, a line and a column. */
const PLACE = /((?:file:\/\/)?\/[^\s()?]+?)(\?[^\s():]*)?:(\d+):(\d+)/g;

/** Reads stack traces with the maps that lie beside files: places are those of the sources. */
export class SourcePlaces {
  readonly #maps = new Map<string, SourceMap | undefined>();

  /** A line of a stack with the places of sources, and files by their paths. */
  readonly locate = (frame: string): string =>
    frame.replace(PLACE, (_, file: string, query: string | undefined, line: string, column: string) => {
      const path = file.startsWith("file:") ? fileURLToPath(file) : file;
      const entry = this.#map(path, `${path}${query}`)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!entry || !("originalLine" in entry)) return `${path}:${line}:${column}`;
      return `${join(dirname(path), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });

  /** @param generation the file as it was when it was loaded: a newer one has a map of its own. */
  #map(path: string, generation: string): SourceMap | undefined {
    if (!path.endsWith(".js")) return undefined;
    if (this.#maps.has(generation)) return this.#maps.get(generation);
    const map = `${path}.map`;
    const read = existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, "utf8")) as SourceMapPayload) : undefined;
    this.#maps.set(generation, read);
    return read;
  }
}
