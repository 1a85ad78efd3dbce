import type { JsonObject } from "trident-base";
import { numberOf } from "./values.ts";

/** The height at which a figure is drawn, in pixels: its own within reason, else the house's. */
export function figureHeight(layout: JsonObject): number {
  const given = numberOf(layout.height);
  return given === undefined ? 440 : Math.min(Math.max(given, 120), 2000);
}
