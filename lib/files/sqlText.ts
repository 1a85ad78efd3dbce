/** A name as SQL writes it, whatever characters it has. */
export function quotedIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL writes it, whatever characters it has. */
export function quotedString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
