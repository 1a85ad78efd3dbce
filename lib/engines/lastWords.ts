const KEPT = 16_384;
const LINE = 200;

/**
 * What a host that died had to say, from the end of its stderr: one line for a message, and up to 16 kB, since Python's
 * report of a fatal signal names what every thread was at. That report begins with the signal's name, which is the line
 * to show, and ends with a list of all loaded libraries, which says nothing and is left out.
 */
export function lastWords(stderr: string): { line: string; all: string } {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.startsWith("Extension modules:"));
  const fatal = lines.findLast((line) => line.startsWith("Fatal Python error"));
  const line = (fatal ? [fatal] : lines.slice(-3)).map((text) => text.trim().slice(0, LINE)).join(" | ");
  return { line, all: lines.join("\n").slice(-KEPT) };
}
