import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** What is in a file: its size and its SHA-256 in hexadecimal. */
export interface FileHash {
  readonly bytes: number;
  readonly sha256: string;
}

/** Size and SHA-256 of a file, read in pieces. */
export async function hashFile(path: string): Promise<FileHash> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(part as Buffer);
    bytes += (part as Buffer).length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
