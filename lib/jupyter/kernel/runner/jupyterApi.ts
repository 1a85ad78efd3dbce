import type { Content } from "./frames.ts";
import { encodeBundle, mimeBundle } from "./mimeBundle.ts";

/** The types of the global `Jupyter`, as the compiler is told of them. */
export const JUPYTER_DECLARATIONS = `/** What a cell can ask of the notebook that it runs in. */
declare const Jupyter: {
    /** Shows a value: as a result would be shown, or a MIME bundle with raw. What has an id can be replaced. */
    display(value: unknown, options?: { id?: string; update?: boolean; raw?: boolean }): Promise<void>;
    /** Clears what the cell has shown, at once or when it shows something new. */
    clearOutput(options?: { wait?: boolean }): void;
    /** Asks the user for a line of text. */
    input(prompt?: string, options?: { password?: boolean }): Promise<string>;
};
`;

/** The global `Jupyter` of cells, and the way for the user's answers to get to it. */
export function jupyterApi(publish: (content: Content) => void): {
  readonly global: object;
  answer(value: string): void;
} {
  const waiting: ((value: string) => void)[] = [];
  return {
    global: {
      async display(value: unknown, { id, update = false, raw = false }: Options = {}) {
        const data = raw ? encodeBundle(value as object) : await mimeBundle(value);
        publish({ type: "display", data, metadata: {}, update, ...(id === undefined ? {} : { id }) });
      },
      clearOutput: ({ wait = false } = {}) => publish({ type: "clear", wait }),
      input: (prompt = "", { password = false } = {}) =>
        new Promise<string>((resolve) => {
          waiting.push(resolve);
          publish({ type: "input", prompt, password });
        }),
    },
    answer: (value) => waiting.shift()?.(value),
  };
}

interface Options {
  readonly id?: string;
  readonly update?: boolean;
  readonly raw?: boolean;
}
