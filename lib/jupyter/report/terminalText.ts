// biome-ignore-start lint/suspicious/noControlCharactersInRegex: terminals are controlled by them
const CONTROLS = /[\r\b]|\x1b\[[012]?K/;
/** What asks for more of a line than that its parts are laid over each other. */
const COMPLEX = /[\x1b\b\uD800-\uDFFF]/;
/** A control sequence, or a character. */
const PIECE = /\x1b\[([\d;:?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[\s\S]/gu;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above
/** How many of the sequences since the last reset make up a style. */
const STYLE = 8;

/**
 * What a terminal still shows of a text: after `\r` a line is written over from its beginning, `\b` takes back a
 * character, `\x1b[K` clears a line from the cursor. Colours stay with their characters.
 *
 * Source: `fixCarriageReturn` and `fixBackspace` of JupyterLab's rendermime.
 */
export function terminalText(text: string): string {
  if (!CONTROLS.test(text)) return text;
  return COMPLEX.test(text) ? replay(text) : text.split("\n").map(overlaid).join("\n");
}

function overlaid(line: string): string {
  return line.split("\r").reduceRight((top, below) => top + below.slice(top.length), "");
}

function replay(text: string): string {
  let written = "";
  let shown = "";
  let style: readonly string[] = [];
  let line: { readonly character: string; readonly style: string }[] = [];
  let column = 0;
  const paint = (wanted: string) => {
    if (wanted === shown) return;
    written += (shown === "" ? "" : "\x1b[0m") + wanted;
    shown = wanted;
  };
  const endLine = () => {
    for (const { character, style: own } of line) {
      paint(own);
      written += character;
    }
    [line, column] = [[], 0];
  };
  for (const [piece, values, kind] of text.matchAll(PIECE)) {
    if (kind === "m") style = /^[0;]*$/.test(values!) ? [] : [...style, piece].slice(-STYLE);
    // At a line's end a program clears it to draw elsewhere: what it printed stays.
    else if (kind === "K" && column < line.length)
      line = values === "1" ? line : line.slice(0, values === "2" ? 0 : column);
    else if (piece === "\n") {
      endLine();
      written += "\n";
    } else if (piece === "\r") column = 0;
    else if (piece === "\b") {
      if (column === line.length) line.pop();
      column = Math.max(0, column - 1);
    } else if (!piece.startsWith("\x1b") || piece === "\x1b") {
      column = Math.min(column, line.length);
      line[column++] = { character: piece, style: style.join("") };
    }
  }
  endLine();
  paint("");
  return written;
}
