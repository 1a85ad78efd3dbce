/** At most so many of some rows, evenly spaced in their order. */
export function evenly(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows;
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor(((i + 0.5) * rows.length) / most)]!);
}
