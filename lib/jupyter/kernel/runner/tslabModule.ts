import { randomBytes } from "node:crypto";
import type { MimeBundle } from "../../client/message.ts";
import { encodeBundle } from "./mimeBundle.ts";

/** Shows a bundle, or shows it in place of what was shown under `id`. */
export type Show = (data: MimeBundle, id?: string, update?: boolean) => void;

const KINDS = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain",
} as const;

/**
 * What a cell gets for `import { display, newDisplay, versions } from "tslab"`: stock tslab's functions, shown by us, and
 * `display.bundle`, which shows one thing in several forms, for libraries that look for it.
 */
export function tslabModule(show: Show, versions: Readonly<Record<string, string>>): object {
  return {
    __esModule: true,
    display: displayOf((data) => show(data)),
    newDisplay: () => {
      const id = randomBytes(8).toString("hex");
      let shown = false;
      return displayOf((data) => {
        show(data, id, shown);
        shown = true;
      });
    },
    versions,
  };
}

function displayOf(show: (data: MimeBundle) => void): object {
  const raw = (mime: string, content: unknown) => show(encodeBundle({ [mime]: content }));
  const kinds = Object.entries(KINDS).map(([name, mime]) => [name, (content: unknown) => raw(mime, content)]);
  return { raw, bundle: (forms: object) => show(encodeBundle(forms)), ...Object.fromEntries(kinds) };
}
