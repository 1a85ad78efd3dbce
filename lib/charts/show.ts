import type { Figure } from "./figure.ts";

/** The part of tslab's `display` that is needed here; the kernel's own object is passed in by the cell. */
export interface Display {
  raw(contentType: string, content: string | Uint8Array): void;
  /** Shows one thing in several forms; our own kernel has it, stock tslab has not. */
  bundle?(forms: { readonly [mime: string]: unknown }): void;
}

/** Shows a Plotly figure in the running cell: `showFigure(display, figure)` with `display` imported from `tslab`. */
export function showFigure(display: Display, figure: Figure): void {
  // The type asks for text or bytes, but a JSON MIME bundle carries an object, and tslab passes one on as it is.
  display.raw("application/vnd.plotly.v1+json", figure as unknown as string);
}
