/** Reads what is written to streams as text, also where bytes end in the middle of a character. */
export class PrintedText {
  /** The beginning of a character whose other bytes are to come, by its stream. */
  readonly #begun = new Map<string, Buffer>();

  /**
   * The text of a chunk; of bytes as far as their characters are whole, together with what the stream has begun.
   *
   * @param encoding of a chunk that is text, as `stream.write` takes it: `hex` and `latin1` stand for bytes.
   */
  read(stream: string, chunk: string | Uint8Array, encoding?: unknown): string {
    if (typeof chunk === "string" && !standsForBytes(encoding)) return chunk;
    const given = typeof chunk === "string" ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
    const bytes = Buffer.concat([this.#begun.get(stream) ?? Buffer.alloc(0), given]);
    const end = endOfWhole(bytes);
    if (end < bytes.length) this.#begun.set(stream, bytes.subarray(end));
    else this.#begun.delete(stream);
    return bytes.toString("utf8", 0, end);
  }
}

function standsForBytes(encoding: unknown): boolean {
  return typeof encoding === "string" && Buffer.isEncoding(encoding) && !/^utf-?8$/i.test(encoding);
}

/** Where the last character begins if bytes of it are missing, else the length. */
function endOfWhole(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return byte < 0xf5 && length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
