import type { Display } from "./show.ts";

/** Publishes facts for the run's record, as text too, for notebooks; stock tslab shows one MIME type at a time, and there the facts alone go out. */
export function publish(display: Display, kind: string, facts: object, text: readonly string[]): void {
  // As JSON has it: no NaN, nothing undefined.
  const plain: unknown = JSON.parse(JSON.stringify(facts));
  const mime = `application/vnd.trident.${kind}+json`;
  if (display.bundle) display.bundle({ [mime]: plain, "text/plain": text.join("\n") });
  else display.raw(mime, plain as string);
}

/** A value as the text beside the facts says it. */
export function written(value: number | string | boolean | null): string {
  if (typeof value !== "number") return value === null ? "–" : String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "–";
}

/** `1 row`, `3,000 rows`. */
export function count(n: number, thing: string): string {
  return `${n.toLocaleString("en-US")} ${thing}${n === 1 ? "" : "s"}`;
}
