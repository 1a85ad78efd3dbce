/** Where an error was found and what the reader can do about it. */
export interface JupyterErrorContext {
  /** Places, the widest first: a notebook, a cell. */
  readonly where?: readonly (string | undefined)[];
  /** What to do, as one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** The base of all errors of this package. They are recognised by `name`; the message is one line for a person. */
export abstract class JupyterError extends Error {
  readonly where: readonly string[];
  readonly remedy: string | undefined;

  constructor(what: string, { where = [], remedy, cause }: JupyterErrorContext = {}) {
    const places = where.filter((place): place is string => place !== undefined && place !== "");
    const message = `${what}${places.length > 0 ? ` (${places.join(", ")})` : ""}${remedy ? `. ${remedy}` : ""}`;
    super(message, cause === undefined ? {} : { cause });
    this.name = new.target.name;
    this.where = places;
    this.remedy = remedy;
  }
}

/** A connection file or a message that does not follow the Jupyter protocol. */
export class ProtocolError extends JupyterError {}

/** A kernel that cannot be found, does not start, or has died. */
export class KernelError extends JupyterError {}

/** A file that is not a notebook, or not a valid one. */
export class NotebookError extends JupyterError {}

/** A parameter that the notebook does not know, or a value that does not fit its type. */
export class ParameterError extends JupyterError {}

/** A run of notebooks that cannot begin: a folder in use, needs that nobody meets. */
export class RunError extends JupyterError {}
