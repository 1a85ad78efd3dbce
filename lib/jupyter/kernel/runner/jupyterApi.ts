import type { MimeBundle } from "../../client/message.ts";
import type { Content } from "./frames.ts";
import { encodeBundle, mimeBundle } from "./mimeBundle.ts";
import { pictureType } from "./pictureType.ts";
import { ProgressDisplays } from "./progress.ts";

/** The types of the global `Jupyter`, as the compiler is told of them. */
export const JUPYTER_DECLARATIONS = `/** What a cell can ask of the notebook that it runs in. */
declare const Jupyter: {
    /** Shows a value: as a result would be shown, or a MIME bundle with raw. What has an id can be replaced. */
    display(value: unknown, options?: { id?: string; update?: boolean; raw?: boolean }): void | Promise<void>;
    /** HTML, as a cell's result or for Jupyter.display; so are the next ones. */
    html(text: string): object;
    /** Markdown, with formulas between dollar signs. */
    markdown(text: string): object;
    /** A formula in LaTeX, dollar signs included. */
    latex(text: string): object;
    /** A value as JSON, which JupyterLab shows as a tree. */
    json(value: unknown): object;
    /** A picture: the bytes of a PNG, JPEG, GIF or WebP file, or the text of an SVG. */
    image(picture: Uint8Array | string): object;
    /** Shows how far a long piece of work is, in place: call what it gives with the number of steps done. It throws when the cell was interrupted. */
    progress(title: string, total?: number): (done: number, total?: number, note?: string) => void;
    /** Clears what the cell has shown, at once or when it shows something new. */
    clearOutput(options?: { wait?: boolean }): void;
    /** Asks the user for a line of text. */
    input(prompt?: string, options?: { password?: boolean }): Promise<string>;
};
`;

const NOBODY = "Nobody can answer: this notebook is run without somebody at the keyboard. Give it a parameter instead";

/** The global `Jupyter` of cells, the way for the user's answers to get to it, and what it does when a cell ends. */
export function jupyterApi(publish: (content: Content) => void): {
  readonly global: object;
  cellBegins(mayAsk: boolean): void;
  answer(value: string): void;
  /** @param stop why the cell's work is not to go on, if it was stopped. */
  cellEnded(stop?: Error): void;
} {
  const waiting: ((value: string) => void)[] = [];
  let somebodyListens = false;
  const progress = new ProgressDisplays(publish);
  return {
    global: {
      // At once, for its place among what is printed; only what computes its picture can be waited for.
      display(value: unknown, { id, update = false, raw = false }: Options = {}): void | Promise<void> {
        const show = (data: MimeBundle): void =>
          publish({ type: "display", data, metadata: {}, update, ...(id === undefined ? {} : { id }) });
        const bundle = raw ? encodeBundle(value as object) : mimeBundle(value);
        return bundle instanceof Promise ? bundle.then(show) : show(bundle);
      },
      html: (text: string) => shown({ "text/html": String(text), "text/plain": String(text) }),
      markdown: (text: string) => shown({ "text/markdown": String(text), "text/plain": String(text) }),
      latex: (text: string) => shown({ "text/latex": String(text), "text/plain": String(text) }),
      json: (value: unknown) => {
        const text = JSON.stringify(value, undefined, 2);
        if (text === undefined) throw new TypeError(`${typeof value} has no JSON: give a value that has`);
        return shown({ "application/json": JSON.parse(text), "text/plain": text });
      },
      image: (picture: Uint8Array | string) => shown({ [pictureType(picture)]: picture, "text/plain": "[picture]" }),
      progress: (title: string, total?: number) => progress.begin(title, total),
      clearOutput: ({ wait = false } = {}) => publish({ type: "clear", wait }),
      input: (prompt = "", { password = false } = {}) =>
        new Promise<string>((resolve, reject) => {
          if (!somebodyListens) return reject(new Error(NOBODY));
          waiting.push(resolve);
          publish({ type: "input", prompt, password });
        }),
    },
    cellBegins(mayAsk) {
      somebodyListens = mayAsk;
      // An answer is for the cell that runs.
      waiting.length = 0;
    },
    answer: (value) => waiting.shift()?.(value),
    cellEnded: (stop) => progress.end(stop),
  };
}

/** What shows itself as this bundle. */
function shown(bundle: object): object {
  const data: MimeBundle = encodeBundle(bundle);
  return { [Symbol.for("Jupyter.display")]: () => data };
}

interface Options {
  readonly id?: string;
  readonly update?: boolean;
  readonly raw?: boolean;
}
