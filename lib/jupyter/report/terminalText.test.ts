import fc from "fast-check";
import { expect, test } from "vitest";
import { terminalText } from "./terminalText.ts";

/** JupyterLab's own functions, of `@jupyterlab/rendermime/src/renderers.ts`. */
function jupyterLab(text: string): string {
  let fixed = text;
  for (let before = ""; before !== fixed; ) {
    before = fixed;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a backspace takes back
    fixed = fixed.replace(/[^\n]\x08/gm, "");
  }
  fixed = fixed.replace(/\r+\n/gm, "\n");
  while (fixed.search(/\r[^$]/g) > -1) {
    const base = fixed.match(/^(.*)\r+/m)![1]!;
    const insert = fixed.match(/\r+(.*)$/m)![1]!;
    fixed = fixed.replace(/\r+.*$/m, "\r").replace(/^.*\r/m, () => insert + base.slice(insert.length));
  }
  return fixed;
}

test.each([
  ["10%\r50%\r100%\ndone", "100%\ndone"],
  ["Downloading\rDone", "Doneloading"],
  ["a\r\nb\r\n", "a\nb\n"],
  ["12\b3 |\b/\b-", "13 -"],
  ["\b\ba\n\bb", "a\nb"],
  ["long line\r\x1b[Kshort", "short"],
  ["gone\r\x1b[2Khe\rre", "re"],
  ["stays\x1b[2K\x1b[1A", "stays"],
  ["\x1b[31mred\x1b[0m blue\rR", "R\x1b[31med\x1b[0m blue"],
  ["\x1b[32m 10%\r100%\x1b[0m\n", "\x1b[32m100%\n\x1b[0m"],
  ["\x1b]0;title\x07a\rb", "b"],
  ["a😀b\r12", "12b"],
  ["plain \x1b[31mred\x1b[0m", "plain \x1b[31mred\x1b[0m"],
])("%j shows %j", (text, shown) => {
  expect(terminalText(text)).toBe(shown);
});

const texts = (...pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((all) => all.join(""));

test("shows of lines that are written over what JupyterLab shows", () => {
  const shown = (text: string) => jupyterLab(text).replaceAll("\r", "");
  fc.assert(fc.property(texts("a", "b", "c", "\n", "\r"), (text) => void expect(terminalText(text)).toBe(shown(text))));
});

test("takes back the characters that JupyterLab takes back", () => {
  fc.assert(
    fc.property(texts("a", "b", "\n", "c\b"), (text) => void expect(terminalText(text)).toBe(jupyterLab(text))),
  );
  // JupyterLab lets one of three backspaces take back another.
  expect(terminalText("abc\b\b\bxyz")).toBe("xyz");
});

test("a progress bar of three megabytes takes no time", () => {
  const bar = Array.from({ length: 30_000 }, (_, k) => `\r${"#".repeat(100)} ${k}`).join("");
  expect(terminalText(bar)).toBe(`${"#".repeat(100)} 29999`);
});
