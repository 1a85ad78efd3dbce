import type { MimeBundle } from "../client/message.ts";

/** The pictures that a text cell carries, by name. */
export type Attachments = { readonly [name: string]: MimeBundle };

/**
 * Finds the picture of a cell that an address means: `attachment:` and its name, percent-encoded or not.
 *
 * @returns it as a data address; undefined where the cell has none of this name.
 */
export function attachedPicture(address: string, attachments: Attachments): string | undefined {
  const name = /^attachment:([\s\S]*)$/.exec(address)?.[1];
  if (name === undefined) return undefined;
  const known = [name, decoded(name)].find((each) => Object.hasOwn(attachments, each));
  const picture = Object.entries(known === undefined ? {} : attachments[known]!).find(([mime]) =>
    /^image\//.test(mime),
  );
  if (typeof picture?.[1] !== "string") return undefined;
  const [mime, content] = picture;
  // JupyterLab encodes every picture; others write the text of an SVG.
  const isText = content.trimStart().startsWith("<");
  return `data:${mime};base64,${isText ? Buffer.from(content).toString("base64") : content.replace(/\s/g, "")}`;
}

/** Text without percent-encoding; as it is where that is broken, since `50%` is a name too. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
