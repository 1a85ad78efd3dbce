/** One variable that a TypeScript cell declares at its top level, as source text. */
export interface Declaration {
  readonly keyword: "let" | "const" | "var";
  readonly name: string;
  /** The type as written, if it is. */
  readonly type: string | undefined;
  /** The initial value as written, if there is one. */
  readonly value: string | undefined;
}

interface Token {
  readonly kind: "word" | "literal" | "punctuation";
  readonly text: string;
  /** A line ends between the token before and this one. */
  readonly newLine: boolean;
}

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const TOKENS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["literal", /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`/y],
  ["literal", /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)n?/iy],
  ["word", /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy],
  ["punctuation", /=>|\*\*|[=!]==?|[<>]=|&&|\|\||\?\?|\?\.|\.\.\.|\+\+|--|[\s\S]/y],
];
const REGULAR_EXPRESSION = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const OPENS = new Set(["(", "[", "{"]);
const CLOSES = new Set([")", "]", "}"]);
/** After one of these, and before one of those, a statement goes on in the next line. */
const GOES_ON_AFTER = /^(?:[=+\-*/%<>!&|^~?:,.([{]|=>|\*\*|[=!]==?|[<>]=|&&|\|\||\?\?|\?\.|\.\.\.)$/;
const GOES_ON_BEFORE = /^(?:[=+\-*/%<>&|^?:,.([\])}]|=>|\*\*|[=!]==?|[<>]=|&&|\|\||\?\?|\?\.)$/;

/**
 * The variables that TypeScript source declares with `let`, `const` or `var` at its top level, in order. Patterns
 * (`const { a } = b`) are passed over.
 */
export function scanDeclarations(source: string): Declaration[] {
  const tokens = tokenize(source);
  const found: Declaration[] = [];
  let depth = 0;
  let index = 0;
  while (index < tokens.length) {
    const { kind, text } = tokens[index]!;
    if (OPENS.has(text)) depth++;
    if (CLOSES.has(text)) depth--;
    index++;
    if (depth > 0 || kind !== "word" || !(text === "let" || text === "const" || text === "var")) continue;
    do {
      const end = endOfDeclarator(tokens, index);
      const declaration = readDeclarator(text, tokens.slice(index, end));
      if (declaration) found.push(declaration);
      index = end + 1;
    } while (tokens[index - 1]?.text === ",");
    // The token that ended the statement without a semicolon begins the next one.
    if (tokens[index - 1] && tokens[index - 1]!.text !== ";") index--;
  }
  return found;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    position += text?.length ?? 0;
    return text;
  };
  while (position < source.length) {
    const newLine = (take(SPACE) ?? "").includes("\n");
    if (position >= source.length) break;
    const before = tokens.at(-1);
    const startsValue = !before || (before.kind === "punctuation" && !CLOSES.has(before.text));
    const expression = startsValue && source[position] === "/" ? take(REGULAR_EXPRESSION) : undefined;
    if (expression !== undefined) {
      tokens.push({ kind: "literal", text: expression, newLine });
      continue;
    }
    for (const [kind, pattern] of TOKENS) {
      const text = take(pattern);
      if (text === undefined) continue;
      tokens.push({ kind, text, newLine });
      break;
    }
  }
  return tokens;
}

/** The index of the `,` or `;` that ends a declarator, or of the first token of the statement after it. */
function endOfDeclarator(tokens: readonly Token[], start: number): number {
  let depth = 0;
  let inType = tokens[start + 1]?.text === ":";
  for (let index = start; index < tokens.length; index++) {
    const { text, newLine } = tokens[index]!;
    if (depth === 0) {
      if (text === "=") inType = false;
      if (text === "," || text === ";") return index;
      const previous = tokens[index - 1]!.text;
      if (newLine && index > start && !GOES_ON_AFTER.test(previous) && !GOES_ON_BEFORE.test(text)) return index;
    }
    if (OPENS.has(text) || (inType && text === "<")) depth++;
    if (CLOSES.has(text) || (inType && text === ">")) depth--;
  }
  return tokens.length;
}

function readDeclarator(keyword: Declaration["keyword"], tokens: readonly Token[]): Declaration | undefined {
  const [name, next] = tokens;
  if (name?.kind !== "word") return undefined;
  const equals = tokens.findIndex(({ text }) => text === "=");
  const typeEnd = equals < 0 ? tokens.length : equals;
  return {
    keyword,
    name: name.text,
    type: next?.text === ":" ? joinTokens(tokens.slice(2, typeEnd)) : undefined,
    value: equals < 0 ? undefined : joinTokens(tokens.slice(equals + 1)),
  };
}

function joinTokens(tokens: readonly Token[]): string {
  let text = "";
  let before: Token | undefined;
  for (const token of tokens) {
    const tight = before === undefined || /^[[\]().,;<>]$/.test(token.text) || /^[[(.<!~-]$/.test(before.text);
    text += tight ? token.text : ` ${token.text}`;
    before = token;
  }
  return text;
}
