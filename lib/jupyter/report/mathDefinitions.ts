const COMMAND = String.raw`\\(?:re|provide)?newcommand\*?\s*(?:\{\s*(\\(?:[A-Za-z]+|.))\s*\}|(\\(?:[A-Za-z]+|.)))\s*(?:\[(\d)\])?`;
const OPERATOR = String.raw`\\DeclareMathOperator(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*(?=\{)`;
const DEFINITION = new RegExp(String.raw`${COMMAND}|${OPERATOR}|\\def(?=\s*\\)|\\let(?=\s*\\)`, "g");

/**
 * Writes the definitions of a formula's LaTeX as lasting ones: MathJax, and so JupyterLab, keep what a formula defines
 * for the formulas below, and let it be defined anew.
 */
export function lastingDefinitions(source: string): string {
  let written = "";
  let from = 0;
  for (const match of source.matchAll(DEFINITION)) {
    const { 0: text, index } = match;
    if (index < from) continue;
    const [braced, bare, count, star, operator] = match.slice(1);
    let end = index + text.length;
    let lasting = text === "\\let" ? "\\global\\let" : "\\gdef";
    const command = braced ?? bare;
    if (command !== undefined) {
      lasting += command + Array.from({ length: Number(count ?? 0) }, (_, k) => `#${k + 1}`).join("");
    } else if (operator !== undefined) {
      const body = groupEnd(source, end);
      lasting += `${operator}{\\operatorname${star}${source.slice(end, body)}}`;
      end = body;
    }
    written += source.slice(from, index) + lasting;
    from = end;
  }
  return written + source.slice(from);
}

/** Where the group ends that begins with the brace at this place. */
function groupEnd(source: string, at: number): number {
  let depth = 0;
  for (let k = at; k < source.length; k++) {
    if (source[k] === "\\") k++;
    else if (source[k] === "{") depth++;
    else if (source[k] === "}" && --depth === 0) return k + 1;
  }
  return source.length;
}
