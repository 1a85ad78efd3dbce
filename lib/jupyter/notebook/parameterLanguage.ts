import type { Json } from "trident-base";
import { scanDeclarations } from "./declarations.ts";
import { literalValue } from "./literal.ts";
import { pythonVariables } from "./pythonVariables.ts";

/** A variable that a cell declares at its top level. */
export interface Variable {
  readonly name: string;
  /** The type as written, if it is. */
  readonly type: string | undefined;
  /** That type as TypeScript has it, or `integer`. */
  readonly shape: string | undefined;
  /** Its value, where that is plain data. */
  readonly value: Json | undefined;
  /** The statement that gives it another value. */
  assign(value: Json): string;
}

/** How parameters are declared and set in a language. */
export interface ParameterLanguage {
  readonly comment: string;
  variables(source: string): readonly Variable[];
}

const TYPESCRIPT: ParameterLanguage = {
  comment: "//",
  variables: (source) =>
    scanDeclarations(source).map(({ keyword, name, type, value }) => ({
      name,
      type,
      shape: type,
      value: value === undefined ? undefined : literalValue(value),
      assign: (given) => `${keyword} ${name}${type === undefined ? "" : `: ${type}`} = ${JSON.stringify(given)};`,
    })),
};

const PYTHON: ParameterLanguage = { comment: "#", variables: pythonVariables };

/** The language of this name, as kernels call it; undefined where parameters cannot be set in it. */
export function parameterLanguage(name: string): ParameterLanguage | undefined {
  if (/^(typescript|javascript)$/i.test(name)) return TYPESCRIPT;
  return /^python\d*$/i.test(name) ? PYTHON : undefined;
}
