import { equityFigure } from "../backtest/index.ts";
import type { Figure } from "../charts/index.ts";
import type { OutOfSample } from "./outOfSample.ts";

/** What one dollar became by a bundle's decisions, and how far it fell, beside those who hold: SPY, equal weight, momentum. */
export function outOfSampleFigure({ dates, returns, opponentReturns }: OutOfSample): Figure {
  const shown = ["SPY", "equal weight", "momentum", "blind"].flatMap((name) => {
    const its = opponentReturns[name];
    return its ? [{ name: name === "blind" ? "names exchanged" : name, returns: its }] : [];
  });
  return equityFigure({
    ...{ date: Int32Array.from(dates), capital: 1 },
    curves: [{ name: "the bundle", returns }, ...shown].map((curve) => ({
      name: curve.name,
      equity: grown(curve.returns),
    })),
  });
}

function grown(returns: readonly number[]): Float64Array {
  let value = 1;
  return Float64Array.from(returns, (r) => {
    value *= 1 + r;
    return value;
  });
}
