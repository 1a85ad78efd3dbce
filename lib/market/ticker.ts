import { PanelError } from "./panel.ts";

const LONGEST = 64;

/**
 * Refuses what cannot be a ticker: blanks around it or control characters in it, by which one name would pass for two,
 * and texts longer than 64 characters.
 *
 * @throws PanelError naming the file and the text.
 */
export function checkTicker(name: string, source: string): void {
  if (name.length <= LONGEST && name.trim() === name && !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(name)) return;
  throw new PanelError(`${JSON.stringify(name.slice(0, LONGEST))} is no ticker`, {
    where: [source],
    remedy: `A ticker has at most ${LONGEST} characters, no blanks around it and no control characters.`,
  });
}
