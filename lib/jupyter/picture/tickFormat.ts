import type { Value } from "./values.ts";

const SPECIFIER = /^(\+)?(\$)?(,)?(?:\.(\d+))?(~)?([%fsdgr])?$/;

/**
 * How ticks are written, by the part of d3-format's language that figures use: sign, thousands, digits, `%`, SI
 * prefixes. Without a specifier, with as many digits as the step between ticks needs.
 */
export function tickFormat(specifier: string): (value: Value, step?: number) => string {
  const [, sign = "", currency = "", comma, digits, trim, kind] = SPECIFIER.exec(specifier) ?? [];
  return (value, step) => {
    if (typeof value !== "number") return value ?? "";
    const plus = sign !== "" && value > 0 ? "+" : "";
    if (specifier === "" || kind === undefined) return plus + currency + plain(value, step, comma !== undefined);
    if (kind === "s") return plus + currency + prefixed(value, digits === undefined ? 3 : Number(digits));
    const places = digits === undefined ? (kind === "d" ? 0 : 2) : Number(digits);
    const whole = fixed(kind === "%" ? value * 100 : value, places, comma !== undefined);
    const trimmed = trim !== undefined && whole.includes(".") ? whole.replace(/\.?0+$/, "") : whole;
    return `${plus}${currency}${trimmed}${kind === "%" ? "%" : ""}`;
  };
}

function plain(value: number, step = Math.abs(value) / 10, grouped: boolean): string {
  if (Math.abs(value) >= 10_000) return prefixed(value, 3);
  const places = step > 0 ? Math.min(10, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  return fixed(value, places, grouped);
}

/** Much faster than `toLocaleString`, of which a page of figures would make thousands. */
function fixed(value: number, places: number, grouped: boolean): string {
  const text = value
    .toFixed(places)
    .replace(/^-(?=[0.]+$)/, "")
    .replace("-", "−");
  return grouped ? text.replace(/\d(?=(\d{3})+(?!\d))/g, "$&,") : text;
}

function prefixed(value: number, digits: number): string {
  const [size, letter] = (
    [
      [1e9, "B"],
      [1e6, "M"],
      [1e3, "k"],
    ] as const
  ).find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${Number((value / size).toPrecision(digits))}${letter}`.replace("-", "−");
}
