import { type Declaration, scanDeclarations } from "./declarations.ts";
import { ParameterError } from "./errors.ts";
import type { Json } from "./json.ts";
import { type Cell, type CodeCell, cellTags, type Notebook, unusedId } from "./notebook.ts";

const DECLARING = "parameters";
const INJECTED = "injected-parameters";

/** A parameter of a notebook: a variable declared in its cell tagged `parameters`. */
export interface Parameter {
  readonly name: string;
  /** The declared type, or the one that its value shows; undefined where neither says. */
  readonly type: string | undefined;
  /** The value it has when none is given, where that is plain data. */
  readonly default: Json | undefined;
}

/** Values by name. */
export type ParameterValues = { readonly [name: string]: Json };

/** The parameters that a TypeScript or JavaScript notebook declares, in order. */
export function notebookParameters(notebook: Notebook): Parameter[] {
  return declarations(notebook).map((declaration) => ({
    name: declaration.name,
    type: typeOf(declaration),
    default: literalValue(declaration.value),
  }));
}

/**
 * Reads a value given as text, as on a command line, by the type of its parameter: text stays text for a string, and
 * becomes a number, a boolean or JSON otherwise.
 *
 * @throws ParameterError when the text is no value of that type.
 */
export function parseParameter(parameter: Parameter, text: string): Json {
  const { type } = parameter;
  const asJson = parseJson(/^(true|false)$/i.test(text) ? text.toLowerCase() : text);
  for (const value of type === undefined ? [asJson ?? text] : [text, asJson]) {
    if (value !== undefined && (type === undefined || fits(value, type))) return value;
  }
  throw unfit(parameter, text);
}

/**
 * Puts a cell that sets the parameters after the one that declares them, as papermill does: tagged
 * `injected-parameters`, at the top where no cell declares any, in place of one that an earlier run left.
 *
 * @throws ParameterError for a name that the notebook does not declare or a value that does not fit its type.
 */
export function injectParameters(notebook: Notebook, values: ParameterValues, path?: string): Notebook {
  const names = Object.keys(values);
  const cells = notebook.cells.filter((cell) => !cellTags(cell).includes(INJECTED));
  if (names.length === 0) return { ...notebook, cells };
  const known = new Map(declarations(notebook).map((declaration) => [declaration.name, declaration]));
  const lines = names.map((name) => {
    const declaration = known.get(name);
    if (!declaration) {
      throw new ParameterError(`The notebook has no parameter '${name}'`, {
        where: [path],
        remedy: known.size === 0 ? "It declares none" : `It has ${[...known.keys()].join(", ")}`,
      });
    }
    const type = typeOf(declaration);
    if (type !== undefined && !fits(values[name]!, type)) throw unfit({ name, type }, values[name]!, path);
    const annotation = declaration.type === undefined ? "" : `: ${declaration.type}`;
    return `${declaration.keyword} ${name}${annotation} = ${JSON.stringify(values[name])};`;
  });
  const injected: CodeCell = {
    cell_type: "code",
    id: unusedId(INJECTED, new Set(cells.map((cell) => cell.id))),
    metadata: { tags: [INJECTED] },
    source: ["// Parameters", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  const place = cells.findIndex(isDeclaring) + 1;
  return { ...notebook, cells: [...cells.slice(0, place), injected, ...cells.slice(place)] };
}

function declarations(notebook: Notebook): Declaration[] {
  const cell = notebook.cells.find(isDeclaring);
  return cell ? scanDeclarations(cell.source) : [];
}

function isDeclaring(cell: Cell): boolean {
  return cell.cell_type === "code" && cellTags(cell).includes(DECLARING);
}

function typeOf({ type, value }: Declaration): string | undefined {
  if (type !== undefined) return type;
  const literal = literalValue(value);
  const found = typeof literal;
  return found === "string" || found === "number" || found === "boolean" ? found : undefined;
}

/** The value of a literal in source, in JSON or with the quotes of TypeScript. */
function literalValue(source: string | undefined): Json | undefined {
  if (source === undefined) return undefined;
  if (/^-?[\d._]+(e[+-]?\d+)?$/i.test(source)) return Number(source.replaceAll("_", ""));
  if (/^'[^'"\\]*'$|^`[^`"\\$\n]*`$/.test(source)) return source.slice(1, -1);
  return parseJson(source);
}

/** Whether a value is of a TypeScript type; a type that is not plain is taken to fit. */
function fits(value: Json, type: string): boolean {
  return splitUnion(type).some((part) => {
    const list = /^(?:readonly )?(\w+)\[\]$/.exec(part)?.[1] ?? /^(?:Readonly)?Array<(\w+)>$/.exec(part)?.[1];
    if (list !== undefined) return Array.isArray(value) && value.every((item) => fits(item, list));
    if (part === "string" || part === "number" || part === "boolean") {
      return typeof value === part;
    }
    if (part === "null") return value === null;
    if (part === "undefined") return false;
    const literal = literalValue(part);
    return literal === undefined || literal === value;
  });
}

function splitUnion(type: string): string[] {
  if (/[({]|=>/.test(type)) return [type];
  return type
    .split("|")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function unfit({ name, type }: Pick<Parameter, "name" | "type">, value: Json, path?: string): ParameterError {
  const found = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
  return new ParameterError(`The parameter '${name}' is of type ${type}, not ${found}: ${JSON.stringify(value)}`, {
    where: [path],
    remedy: "Give a value of its type",
  });
}
