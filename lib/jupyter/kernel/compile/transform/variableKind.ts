import type TS from "typescript-cells";
import { ts } from "../typescript.ts";

/** What a variable of the notebook holds, as far as a loop has to know. */
export type VariableKind = "number" | "primitive" | "array";

const ARRAY = /^(?:(?:Readonly)?Array|(?:Int|Uint|Float|BigInt|BigUint)\d+(?:Clamped)?Array)$/;

/** Says what a variable can only ever hold, by its declared type; undefined for anything else. */
export function variableKind(program: TS.Program, variable: TS.Node): VariableKind | undefined {
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(variable);
  if (!symbol || symbol.flags & ts.SymbolFlags.Alias) return undefined;
  const type = checker.getTypeOfSymbol(symbol);
  const { NumberLike, StringLike, BooleanLike, BigIntLike, Undefined, Null } = ts.TypeFlags;
  const primitive = NumberLike | StringLike | BooleanLike | BigIntLike | Undefined | Null;
  const isOf = (each: TS.Type, flags: TS.TypeFlags): boolean =>
    each.isUnion() ? each.types.every((one) => isOf(one, flags)) : (each.flags & flags) !== 0;
  if (isOf(type, NumberLike)) return "number";
  if (isOf(type, primitive)) return "primitive";
  const declared = type.symbol?.declarations?.[0]?.getSourceFile();
  const isBuiltIn = declared !== undefined && program.isSourceFileDefaultLibrary(declared);
  if (!isBuiltIn || !ARRAY.test(type.symbol.name)) return undefined;
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  return element && isOf(element, primitive) ? "array" : undefined;
}
