/** Jupyter counts the characters of a text in Unicode code points, JavaScript in UTF-16 units. */
export function unitsOf(text: string, codePoints: number): number {
  let units = 0;
  for (const character of text) {
    if (codePoints-- <= 0) break;
    units += character.length;
  }
  return units;
}

/** The code points before a position in UTF-16 units. */
export function codePointsOf(text: string, units: number): number {
  return Array.from(text.slice(0, units)).length;
}
