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

/** `Optional[int]` as `integer | null`; undefined for what has no such form. */
function shapeOf(type: string): string | undefined {
  const text = type.replace(/^(["'])(.*)\1$/, "$2").trim();
  if (Object.hasOwn(NAMES, text)) return NAMES[text];
  const [, outer, inner] = /^(?:typing\.)?(Optional|Union|[Ll]ist|[Ss]equence|Literal)\[(.*)\]$/.exec(text) ?? [];
  if (outer === "Literal") return /[[\]]/.test(inner!) ? undefined : inner!.split(",").join(" | ");
  if (outer === "Optional") return joined([inner!, "None"]);
  if (outer === "Union") return joined(inner!.split(","));
  if (outer !== undefined) {
    const item = shapeOf(inner!);
    return item !== undefined && /^\w+$/.test(item) ? `${item}[]` : undefined;
  }
  return text.includes("|") ? joined(text.split("|")) : undefined;
}

function joined(types: readonly string[]): string | undefined {
  const shapes = types.map(shapeOf);
  return shapes.includes(undefined) ? undefined : shapes.join(" | ");
}
