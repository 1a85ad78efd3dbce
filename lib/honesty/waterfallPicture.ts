import { escapeHtml } from "trident-base";
import { COLOURS, formatNumber } from "../charts/index.ts";
import type { Waterfall, WaterfallStep } from "./waterfall.ts";

const WIDTH = 960;
const ROW = 26;
const TOP = 70;
/** Left and right ends of the two plots. */
const ACCURACY = { from: 350, to: 600, low: 0, high: 1 };
const EDGE = { from: 690, to: 940, low: -1, high: 1 };

/**
 * The leak waterfall as an SVG picture that needs no script: what {@link waterfallFigure} shows, for a README. Legible on
 * light and dark pages.
 *
 * @param caption where the figures come from.
 */
export function waterfallPicture({ steps, alone }: Waterfall, caption: string): string {
  const middle = TOP + ROW * steps.length;
  const height = middle + 60 + ROW * alone.length + 40;
  const rows = [
    ...steps.map((step, k) => row(step, TOP + ROW * k, k === 0 ? COLOURS.published : COLOURS.honest)),
    ...alone.map((step, k) => row(step, middle + 50 + ROW * k, COLOURS.accent)),
  ];
  const bottom = middle + 50 + ROW * alone.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>The leak waterfall</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.head { font-weight: 600 }
.end { text-anchor: end }
.small { font-size: 11px }
.rule { stroke: #8c959f; stroke-width: 1 }
.base { stroke: #57606a; stroke-width: 3 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .base { stroke: #b1bac4 } }
</style>
${text(10, 24, "head", "Leaks removed one after another")}
${text(ACCURACY.from, 24, "head", "accuracy, | best constant answer")}
${text(EDGE.from, 24, "head", "win rate less break-even, 95 %")}
${scale(ACCURACY, [0, 0.5, 1], TOP - 10, bottom)}
${scale(EDGE, [-1, 0, 1], TOP - 10, bottom)}
${text(10, middle + 34, "head", "Each put back alone into the honest protocol")}
${rows.join("\n")}
${text(10, height - 14, "small", caption)}
</svg>
`;
}

function row(step: WaterfallStep, y: number, colour: string): string {
  const centre = y + ROW / 2;
  const accuracy = place(ACCURACY, step.accuracy);
  const base = place(ACCURACY, step.baseRate);
  const parts = [
    text(10, centre + 4, "", step.title),
    bar(ACCURACY.from, accuracy, y + 5, colour),
    line("base", base, y + 2, base, y + ROW - 2),
    text(ACCURACY.to + 60, centre + 4, "end", formatNumber(step.accuracy, 1, "%")),
  ];
  const [low, high] = step.interval;
  if (!Number.isNaN(low) && !Number.isNaN(high)) {
    parts.push(
      `<g stroke="${colour}" stroke-width="2">${line("", place(EDGE, low), centre, place(EDGE, high), centre)}</g>`,
    );
  }
  if (!Number.isNaN(step.edge)) {
    parts.push(`<circle cx="${place(EDGE, step.edge)}" cy="${centre}" r="5" fill="${colour}"/>`);
  }
  return parts.join("");
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/** Where a value lies, cut at the ends of the plot, to a tenth of a pixel. */
function place({ from, to, low, high }: Scale, value: number): number {
  const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
  return Math.round((from + share * (to - from)) * 10) / 10;
}

function scale(axis: Scale, ticks: readonly number[], top: number, bottom: number): string {
  return ticks
    .map((tick) => {
      const x = place(axis, tick);
      const label = text(x, top - 6, "small", formatNumber(tick, 0, "%")).replace(
        "<text",
        '<text text-anchor="middle"',
      );
      return line("rule", x, top, x, bottom) + label;
    })
    .join("");
}

function bar(from: number, to: number, y: number, colour: string): string {
  return `<rect x="${from}" y="${y}" width="${Math.round((to - from) * 10) / 10}" height="${ROW - 10}" fill="${colour}"/>`;
}

function line(name: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line${name && ` class="${name}"`} x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function text(x: number, y: number, name: string, content: string): string {
  return `<text${name && ` class="${name}"`} x="${x}" y="${y}">${escapeHtml(content)}</text>`;
}
