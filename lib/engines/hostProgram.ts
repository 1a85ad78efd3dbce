/** The program whose process is an engine host: it speaks the host's protocol on its stdin and stdout. */
export interface HostProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** Beside this process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What to do where it does not start. */
  readonly remedy: string;
}
