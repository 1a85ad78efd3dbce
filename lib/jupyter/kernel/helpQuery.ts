const QUERY = /^\s*(\?{0,2})([\p{ID_Start}$_][\p{ID_Continue}$.]*)(\?{0,2})\s*$/u;

/** The name in a cell `name?` or `?name`, which asks for its documentation as in IPython; TypeScript has no such code. */
export function helpQuery(code: string): string | undefined {
  const [, before, name, after] = QUERY.exec(code) ?? [];
  return before || after ? name : undefined;
}
