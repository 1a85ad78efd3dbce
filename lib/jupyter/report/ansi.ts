import { AnsiUp } from "ansi_up";
import { shorten } from "./printedText.ts";
import { terminalText } from "./terminalText.ts";

/**
 * Terminal text as HTML: what a terminal still shows of it, escaped, colours as classes (`ansi-red-fg`), other control
 * sequences gone; of a very long one the middle is left out.
 */
export function ansiToHtml(text: string): string {
  const terminal = new AnsiUp();
  terminal.use_classes = true;
  return terminal.ansi_to_html(shorten(terminalText(text)));
}
