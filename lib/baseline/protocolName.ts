/** How a table names the protocol of a result. */
export function protocolName(
  protocol: "published" | "honest",
  { nothingToLearn }: { readonly nothingToLearn: string | null },
): string {
  return nothingToLearn === null ? protocol : `${protocol}, nothing to learn: ${nothingToLearn}`;
}
