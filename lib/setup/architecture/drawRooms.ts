import { sep } from "node:path";
import { escapeHtml } from "trident-base";
import { importsOf, roomOf, targetOf } from "./imports.ts";

const BOX = { width: 150, height: 40, gapX: 26, gapY: 46, margin: 20 };

interface Room {
  readonly name: string;
  readonly imports: ReadonlySet<string>;
}

/**
 * Draws the rooms of lib and what imports what, from the sources: each room stands above all that it needs, and an arrow
 * that follows from others is left out. Tests do not count.
 *
 * @param sources by path from lib, as `readSources` gives them.
 * @returns an SVG picture that is readable on light and on dark.
 */
export function drawRooms(sources: Readonly<Record<string, string>>): string {
  const rooms = roomsOf(sources);
  const level = levelsOf(rooms);
  const rows = Map.groupBy(
    [...rooms.keys()].sort((a, b) => (a < b ? -1 : 1)),
    (name) => level.get(name)!,
  );
  const top = Math.max(...rows.keys());
  const widest = Math.max(...[...rows.values()].map((names) => names.length));
  const width = 2 * BOX.margin + widest * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = 2 * BOX.margin + (top + 1) * (BOX.height + BOX.gapY) - BOX.gapY;
  const place = new Map<string, { readonly x: number; readonly y: number }>();
  for (const [row, names] of rows) {
    const step = (width - 2 * BOX.margin) / names.length;
    names.forEach((name, k) => {
      place.set(name, {
        x: BOX.margin + step * (k + 0.5) - BOX.width / 2,
        y: BOX.margin + (top - row) * (BOX.height + BOX.gapY),
      });
    });
  }
  const arrows = [...rooms.values()].flatMap(({ name, imports }) =>
    [...imports]
      .filter((other) => !isImplied(rooms, name, other))
      .map((other) => arrow(place.get(name)!, place.get(other)!)),
  );
  const boxes = [...rooms.values()].map(({ name }) => {
    const { x, y } = place.get(name)!;
    return (
      `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>` +
      `<text x="${x + BOX.width / 2}" y="${y + 25}">${escapeHtml(name)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>The rooms of lib: each imports only rooms below it</title>
<style>
rect { fill: #f6f8fa; stroke: #57606a }
text { font: 13px system-ui, sans-serif; font-weight: 600; fill: #24292f; text-anchor: middle }
path { fill: none; stroke: #8c959f; marker-end: url(#head) }
marker path { fill: #8c959f; stroke: none }
@media (prefers-color-scheme: dark) { rect { fill: #161b22; stroke: #8b949e } text { fill: #e6edf3 } }
</style>
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
${arrows.join("\n")}
${boxes.join("\n")}
</svg>
`;
}

function roomsOf(sources: Readonly<Record<string, string>>): ReadonlyMap<string, Room> {
  const isTest = (path: string) => /\.(test|bench|verify)\.ts$/.test(path) || path.split(sep).includes("test");
  const files = Object.entries(sources).filter(([path]) => !isTest(path) && roomOf(path) !== ".");
  const rooms = new Map<string, { name: string; imports: Set<string> }>();
  for (const [path, source] of files) {
    const name = roomOf(path);
    const room = rooms.get(name) ?? { name, imports: new Set<string>() };
    rooms.set(name, room);
    for (const specifier of importsOf(path, source)) {
      const target = targetOf(path, specifier);
      if (target !== undefined && roomOf(target) !== name) room.imports.add(roomOf(target));
    }
  }
  return rooms;
}

/** How high each room stands: one above the highest that it imports. */
function levelsOf(rooms: ReadonlyMap<string, Room>): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  const levelOf = (name: string): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    const level = 1 + Math.max(-1, ...[...rooms.get(name)!.imports].map(levelOf));
    levels.set(name, level);
    return level;
  };
  for (const name of rooms.keys()) levelOf(name);
  return levels;
}

/** True if a room is reached over another one that is imported too. */
function isImplied(rooms: ReadonlyMap<string, Room>, from: string, to: string): boolean {
  const reaches = (name: string): boolean => name === to || [...rooms.get(name)!.imports].some(reaches);
  return [...rooms.get(from)!.imports].some((other) => other !== to && reaches(other));
}

function arrow(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): string {
  const [x1, y1] = [from.x + BOX.width / 2, from.y + BOX.height];
  const [x2, y2] = [to.x + BOX.width / 2, to.y - 2];
  const bend = (y2 - y1) / 2;
  return `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"/>`;
}
