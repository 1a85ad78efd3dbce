/** Characters of one printed text that a report shows; of a longer one the middle is left out, and said so. */
const SHOWN = 120_000;
/** How far from where a long text is cut the end of a line is looked for. */
const NEAR = 2_000;
const LINE = 300;

/** A text that is short enough for a page: all of it, or its beginning and its end. */
export function shorten(text: string): string {
  if (text.length <= SHOWN) return text;
  const [most, least] = [SHOWN * 0.7, text.length - SHOWN * 0.3];
  const [lineEnd, lineStart] = [text.lastIndexOf("\n", most), text.indexOf("\n", least)];
  const head = text.slice(0, lineEnd > most - NEAR ? lineEnd + 1 : wholeAt(text, most));
  const tail = text.slice(lineStart >= 0 && lineStart < least + NEAR ? lineStart + 1 : wholeAt(text, least));
  const left = (text.length - head.length - tail.length).toLocaleString("en");
  const end = head.endsWith("\n") ? "" : "\n";
  return `${head}${end}\n… ${left} characters are left out here; the executed notebook has them …\n\n${tail}`;
}

/** A message as one line that is no longer than a reader reads. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * LINE)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > LINE || text.length > 4 * LINE ? `${line.slice(0, LINE)} …` : line;
}

/** A place in a text that does not part the two halves of a character. */
function wholeAt(text: string, place: number): number {
  return /[\uDC00-\uDFFF]/.test(text[place] ?? "") ? place - 1 : place;
}
