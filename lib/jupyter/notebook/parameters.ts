import { type Json, type JsonObject, parseJson } from "trident-base";
import { ParameterError } from "./errors.ts";
import { fitsType } from "./fitsType.ts";
import { type Cell, type CodeCell, cellTags, type Notebook, unusedId } from "./notebook.ts";
import { type ParameterLanguage, parameterLanguage, type Variable } from "./parameterLanguage.ts";

const DECLARING = "parameters";
const INJECTED = "injected-parameters";

/** A parameter of a notebook: a variable declared in its cell tagged `parameters`. */
export interface Parameter {
  readonly name: string;
  /** The declared type, or the one that its value shows; undefined where neither says. */
  readonly type: string | undefined;
  /** That type in the terms of TypeScript, by which values are judged; undefined where anything fits. */
  readonly shape: string | undefined;
  /** The value it has when none is given, where that is plain data. */
  readonly default: Json | undefined;
}

/** Values by name. */
export type ParameterValues = { readonly [name: string]: Json };

/** The parameters that a TypeScript, JavaScript or Python notebook declares, in order. */
export function notebookParameters(notebook: Notebook): Parameter[] {
  return variablesOf(notebook).map(parameterOf);
}

/**
 * Reads a value given as text, as on a command line, by the type of its parameter: text stays text for a string, and
 * becomes a number, a boolean or JSON otherwise.
 *
 * @throws ParameterError when the text is no value of that type.
 */
export function parseParameter(parameter: Parameter, text: string): Json {
  const { shape } = parameter;
  const asJson = parseJson(/^(true|false)$/i.test(text) ? text.toLowerCase() : text === "None" ? "null" : text);
  // Text is meant as it stands, quotes included, where the type has text at all; unless it is null, a number or the
  // like, and the type has that too.
  const isPlainText = asJson === undefined || typeof asJson === "string";
  const candidates = shape === undefined ? [asJson, text] : isPlainText ? [text, asJson] : [asJson, text];
  for (const value of candidates) {
    if (value === undefined || !mayFit(value, parameter)) continue;
    if (typeof value === "number" && losesDigits(text)) {
      throw new ParameterError(
        `The parameter '${parameter.name}' is a number that cannot be passed on unchanged: ${text}`,
      );
    }
    return value;
  }
  throw unfit(parameter, asJson === undefined || typeof asJson === "string" ? text : asJson);
}

/** Digits that a float64 would change: beyond its range, or a whole number beyond those that it holds exactly. */
function losesDigits(text: string): boolean {
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number)) return false;
  return !Number.isFinite(number) || (/^\s*[+-]?\d+\s*$/.test(text) && !Number.isSafeInteger(number));
}

/**
 * Refuses a value that is not of its parameter's type.
 *
 * @param path of the notebook, only named in errors.
 * @throws ParameterError
 */
export function checkParameter(parameter: Parameter, value: Json, path?: string): void {
  if (!mayFit(value, parameter)) throw unfit(parameter, value, path);
}

/** Where its type is not understood, a parameter that is text by default takes nothing but text. */
function mayFit(value: Json, { shape, default: byDefault }: Parameter): boolean {
  if (shape === undefined) return true;
  return fitsType(value, shape) ?? (typeof byDefault !== "string" || typeof value === "string");
}

/**
 * Puts a cell that sets the parameters after the one that declares them, as papermill does: tagged
 * `injected-parameters`, at the top where no cell declares any, in place of one that an earlier run left.
 *
 * @throws ParameterError for a name that the notebook does not declare, a value that does not fit its type, or a
 * language in which parameters cannot be set.
 */
export function injectParameters(notebook: Notebook, values: ParameterValues, path?: string): Notebook {
  const names = Object.keys(values);
  const cells = notebook.cells.filter((cell) => !cellTags(cell).includes(INJECTED));
  if (names.length === 0) return { ...notebook, cells };
  const language = parameterLanguage(languageOf(notebook));
  if (!language) {
    throw new ParameterError(`Parameters cannot be given to notebooks in ${languageOf(notebook)}`, { where: [path] });
  }
  const known = new Map(variablesOf(notebook, language).map((variable) => [variable.name, variable]));
  const lines = names.map((name) => {
    const variable = known.get(name);
    if (!variable) {
      throw new ParameterError(`The notebook has no parameter '${name}'`, {
        where: [path],
        remedy: known.size === 0 ? "It declares none" : `It has ${[...known.keys()].join(", ")}`,
      });
    }
    checkParameter(parameterOf(variable), values[name]!, path);
    return variable.assign(values[name]!);
  });
  const injected: CodeCell = {
    cell_type: "code",
    id: unusedId(INJECTED, new Set(cells.map((cell) => cell.id))),
    metadata: { tags: [INJECTED] },
    source: [`${language.comment} Parameters`, ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
  const place = cells.findIndex(isDeclaring) + 1;
  return { ...notebook, cells: [...cells.slice(0, place), injected, ...cells.slice(place)] };
}

/** What the notebook says of its language; the kernel decides in the end, and ours is TypeScript's. */
function languageOf({ metadata }: Notebook): string {
  const spec = metadata.kernelspec as JsonObject | undefined;
  const info = metadata.language_info as JsonObject | undefined;
  return String(spec?.language ?? info?.name ?? "typescript");
}

function variablesOf(
  notebook: Notebook,
  language: ParameterLanguage | undefined = parameterLanguage(languageOf(notebook)),
) {
  const cell = notebook.cells.find(isDeclaring);
  return cell && language ? language.variables(cell.source) : [];
}

function isDeclaring(cell: Cell): boolean {
  return cell.cell_type === "code" && cellTags(cell).includes(DECLARING);
}

function parameterOf({ name, type, shape, value }: Variable): Parameter {
  if (type !== undefined) return { name, type, shape, default: value };
  const shown = shapeOfValue(value);
  return { name, type: shown, shape: shown, default: value };
}

/** The type that a default shows: of lists and objects no more than that they are such, and null in their place. */
function shapeOfValue(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return "unknown[] | null";
  return typeof value === "object" ? "Record<string, unknown> | null" : typeof value;
}

function unfit({ name, type }: Pick<Parameter, "name" | "type">, value: Json, path?: string): ParameterError {
  const found = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
  return new ParameterError(`The parameter '${name}' is of type ${type}, not ${found}: ${JSON.stringify(value)}`, {
    where: [path],
    remedy: "Give a value of its type",
  });
}
