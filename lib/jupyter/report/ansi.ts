import { AnsiUp } from "ansi_up";

/** Terminal text as HTML: escaped, colours as classes (`ansi-red-fg`), other control sequences gone. */
export function ansiToHtml(text: string): string {
  const terminal = new AnsiUp();
  terminal.use_classes = true;
  return terminal.ansi_to_html(text);
}
