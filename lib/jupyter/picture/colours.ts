import type { Json } from "trident-base";
import { numberOf } from "./values.ts";

/** Colours of traces that bring none, for light and for dark paper; the page's script has the same. */
const COLOURWAY = [
  ["#1f5fa8", "#5f9fe3"],
  ["#d06a1c", "#f0a56b"],
  ["#2b8a4e", "#7fd494"],
  ["#96308a", "#e59be0"],
  ["#a97a00", "#ecc66a"],
  ["#0f7080", "#76d0dc"],
  ["#b3261e", "#ff8a80"],
  ["#5b3fa8", "#c5b0ff"],
] as const;
const SEQUENTIAL = ["#eef4f7", "#b9d6e5", "#6ea9cb", "#2c6fa6", "#123f73"].map(
  (colour, k, all) => [k / (all.length - 1), colour] as const,
);
const COLOUR = /^(#[\da-f]{3,8}|(rgb|hsl)a?\([\d\s.,%]+\)|[a-z]{3,20})$/i;

/** The colour of the trace at this place when it brings none. */
export function ownColour(place: number): string {
  const [light, dark] = COLOURWAY[place % COLOURWAY.length]!;
  return `light-dark(${light},${dark})`;
}

/** A colour that a figure names, if it is one; a figure's text never gets into the page's markup by this way. */
export function colourOf(field: Json | undefined, otherwise: string): string {
  return typeof field === "string" && COLOUR.test(field) ? field : otherwise;
}

/** Colours by share from 0 to 1: a scale of `[share, #rrggbb]` as figures give it, else light to dark blue. */
export function colourScale(field: Json | undefined): (share: number) => string {
  const given = (Array.isArray(field) ? field : []).flatMap((stop) => {
    const [share, colour] = Array.isArray(stop) ? stop : [];
    const known = numberOf(share as Json);
    return known !== undefined && typeof colour === "string" && /^#[\da-f]{6}$/i.test(colour)
      ? [[known, colour] as const]
      : [];
  });
  const stops = (given.length >= 2 ? given : SEQUENTIAL).map(([place, colour]) => [place, channels(colour)] as const);
  return (share) => {
    const at = Math.min(1, Math.max(0, share));
    const next = Math.max(
      1,
      stops.findIndex(([place]) => place >= at),
    );
    const [from, to] = [stops[next - 1]!, stops[next]!];
    const part = to[0] > from[0] ? Math.min(1, Math.max(0, (at - from[0]) / (to[0] - from[0]))) : 1;
    let mixed = 0;
    for (let k = 0; k < 3; k++) mixed = mixed * 256 + Math.round(from[1][k]! + part * (to[1][k]! - from[1][k]!));
    return `#${mixed.toString(16).padStart(6, "0")}`;
  };
}

/** Dark text for a light paper of this colour (`#rrggbb`), light text for a dark one. */
export function inkOn(paper: string): string {
  const [r, g, b] = channels(paper);
  return 0.299 * r! + 0.587 * g! + 0.114 * b! > 140 ? "#1d2129" : "#ffffff";
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
