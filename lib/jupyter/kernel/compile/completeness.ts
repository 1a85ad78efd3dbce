import type TS from "typescript-cells";
import { parseErrors } from "./parseCell.ts";
import { ts } from "./typescript.ts";

/** Whether a console should run what was typed so far, and if not, how far the next line is indented. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  readonly indent?: string;
}

/** Says that a string, comment, template or expression goes on after the end: TypeScript's own message numbers. */
const UNTERMINATED = new Set([1010, 1126, 1160]);

/** Judges by syntax alone: errors at the end of the code ask for more of it, errors before its end are errors. */
export function codeCompleteness(code: string): Completeness {
  const errors = parseErrors(ts.createSourceFile("cell.mts", code, ts.ScriptTarget.Latest));
  if (errors.length === 0) return { status: "complete" };
  const end = code.trimEnd().length;
  const asksForMore = (each: TS.DiagnosticWithLocation) => UNTERMINATED.has(each.code) || each.start >= end;
  if (!errors.every(asksForMore)) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code) };
}

function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf("\n") + 1);
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
