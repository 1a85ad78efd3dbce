import { lstat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Why a file of a bundle is not even opened, or undefined. A link would lead out of the bundle, or be changed after it was
 * looked at; a pipe or a device has no end.
 *
 * @param name a path within the bundle, with slashes.
 * @param bytes the size that it has, or may have at most.
 */
export async function unfitFile(
  folder: string,
  name: string,
  bytes: { readonly exactly: number } | { readonly most: number },
): Promise<string | undefined> {
  const parts = name.split("/");
  for (const place of parts.keys()) {
    const found = await lstat(join(folder, ...parts.slice(0, place + 1))).catch(() => undefined);
    if (found === undefined) return "is not there";
    if (found.isSymbolicLink()) return "is reached over a link, and a bundle has none";
    if (place < parts.length - 1) continue;
    if (!found.isFile()) return "is no file";
    if ("exactly" in bytes && found.size !== bytes.exactly) return "is not what was saved";
    if ("most" in bytes && found.size > bytes.most) return `has ${found.size} bytes; up to ${bytes.most} are read`;
  }
  return undefined;
}
