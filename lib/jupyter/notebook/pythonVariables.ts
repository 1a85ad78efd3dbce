import type { Json } from "trident-base";
import { literalValue } from "./literal.ts";
import type { Variable } from "./parameterLanguage.ts";

const ASSIGNMENT = /^([\p{ID_Start}_][\p{ID_Continue}]*)\s*(?::\s*([^=]+?)\s*)?=(?!=)\s*([\s\S]*)$/u;
/** A comment, a string, or a bracket: what decides where a statement ends. */
const PIECE = /#[^\n]*|("""|''')[\s\S]*?\1|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\\\n|[()[\]{}\n;]/g;

const NAMES: Readonly<Record<string, string>> = {
  str: "string",
  int: "integer",
  float: "number",
  bool: "boolean",
  None: "null",
};

/** The variables that Python source assigns at its top level, in order. */
export function pythonVariables(source: string): Variable[] {
  return statements(source).flatMap((statement) => {
    const [, name, type, value] = ASSIGNMENT.exec(statement) ?? [];
    if (name === undefined) return [];
    return {
      name,
      type,
      shape: type === undefined ? undefined : shapeOf(type),
      value: plainValue(value!),
      assign: (given) => `${name}${type === undefined ? "" : `: ${type}`} = ${pythonLiteral(given)}`,
    };
  });
}

/** A value as Python writes it. */
function pythonLiteral(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  // Every escape of a JSON string means the same in Python; 1e+21 is a float in both.
  if (typeof value !== "object") return JSON.stringify(value);
  const held = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${pythonLiteral(each ?? null)}`);
  return `{${held.join(", ")}}`;
}

/** A line that begins so holds statements of a block. */
const COMPOUND = /^(?:\s|(?:if|elif|else|for|while|try|except|finally|with|def|class|async|match)\b)/;

/** Statements at the top level, without their comments. */
function statements(source: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let statement = "";
  let from = 0;
  let inBlock = false;
  let startsLine = true;
  const end = (by: string) => {
    if (startsLine) inBlock = COMPOUND.test(statement);
    if (!inBlock) found.push(statement.trim());
    statement = "";
    startsLine = by === "\n";
  };
  for (const { 0: piece, index } of source.matchAll(PIECE)) {
    statement += source.slice(from, index);
    from = index + piece.length;
    if (piece.startsWith("#")) continue;
    if (/^[([{]$/.test(piece)) depth++;
    if (/^[)\]}]$/.test(piece)) depth--;
    if (depth <= 0 && (piece === "\n" || piece === ";")) end(piece);
    else statement += piece === "\\\n" ? " " : piece;
  }
  statement += source.slice(from);
  end("\n");
  return found;
}

function plainValue(source: string): Json | undefined {
  const known: Readonly<Record<string, Json>> = { True: true, False: false, None: null };
  if (Object.hasOwn(known, source)) return known[source];
  const value = literalValue(source);
  if (value !== undefined || !/^[[{]/.test(source) || /["\\]/.test(source)) return value;
  const quoted = source.replaceAll("'", '"').replace(/\b(True|False|None)\b/g, (name) => JSON.stringify(known[name]));
  return literalValue(quoted.replace(/,\s*([\]}])/g, "$1"));
}

/** `Optional[int]` as `integer | null`, `dict[str, float]` as `Record<string, number>`; undefined for no such form. */
function shapeOf(type: string): string | undefined {
  const text = type.replace(/^(["'])(.*)\1$/, "$2").trim();
  const either = split(text, "|");
  if (either.length > 1) return joined(either);
  const [, name, inner] = /^(?:\w+\.)*(\w+)(?:\[(.*)\])?$/s.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (inner === undefined) return NAMES[name] ?? BARE[name.toLowerCase()];
  const parts = split(inner, ",");
  if (name === "Literal") return parts.some((part) => plainValue(part) === undefined) ? undefined : literals(parts);
  if (name === "Optional") return joined([inner, "None"]);
  if (name === "Union") return joined(parts);
  if (name === "Annotated" || name === "Final") return shapeOf(parts[0]!);
  const shapes = parts.map((part) => (part === "..." ? "..." : (shapeOf(part) ?? UNKNOWN)));
  if (/^tuple$/i.test(name)) return shapes[1] === "..." ? `(${shapes[0]})[]` : `[${shapes.join(", ")}]`;
  if (LISTS.test(name)) return `(${shapes[0]})[]`;
  return MAPS.test(name) ? `Record<string, ${shapes[1]}>` : undefined;
}

/** The name of what is not understood, within what is. */
const UNKNOWN = "Unknown";
const LISTS = /^(list|sequence|iterable|collection|mutablesequence)$/i;
const MAPS = /^(dict|mapping|mutablemapping)$/i;
const BARE: Readonly<Record<string, string>> = {
  any: "unknown",
  object: "unknown",
  list: "unknown[]",
  sequence: "unknown[]",
  tuple: "unknown[]",
  dict: "Record<string, unknown>",
  mapping: "Record<string, unknown>",
};

function joined(types: readonly string[]): string | undefined {
  const shapes = types.map(shapeOf);
  return shapes.includes(undefined) ? undefined : shapes.join(" | ");
}

function literals(parts: readonly string[]): string {
  return parts.map((part) => JSON.stringify(plainValue(part))).join(" | ");
}

/** The parts of a type between signs that lie in no bracket and no quotes. */
function split(text: string, sign: "|" | ","): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const piece of text.match(/"[^"]*"|'[^']*'|[\s\S]/g) ?? []) {
    if (piece === "[") depth++;
    if (piece === "]") depth--;
    if (depth === 0 && piece === sign) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
