import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { userInfo } from "node:os";
import { z } from "zod";
import { ProtocolError } from "./errors.ts";
import type { Message, MessageContents, MessageHeader, MessageOf, MessageType } from "./message.ts";
import { wellFormedJson } from "./wellFormedJson.ts";

const DELIMITER = Buffer.from("<IDS|MSG>");
const PROTOCOL = "5.3";

const headerSchema = z.looseObject({
  msg_id: z.string(),
  msg_type: z.string(),
  session: z.string(),
});

/** What a new message takes from its sender. */
export interface MessageOptions {
  /** The id of the sender's session. */
  readonly session: string;
  /** The request that this message answers or belongs to; its routing frames are taken over. */
  readonly parent?: Message;
  readonly now?: () => Date;
  readonly id?: () => string;
}

/** Who sends; a container may run as a number that no name belongs to. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}

/** Makes a message, not yet signed. */
export function createMessage<T extends MessageType>(
  type: T,
  content: MessageContents[T],
  { session, parent, now = () => new Date(), id = randomUUID }: MessageOptions,
): MessageOf<T> {
  const header: MessageHeader<T> = {
    msg_id: id(),
    msg_type: type,
    session,
    username: userName(),
    date: now().toISOString(),
    version: PROTOCOL,
  };
  return {
    identities: parent?.identities ?? [],
    header,
    parent: parent?.header ?? {},
    metadata: {},
    content,
    buffers: [],
  };
}

/** The hex HMAC-SHA256 of the four JSON frames of a message; empty when the key is, which means unsigned. */
export function signFrames(key: string, frames: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest("hex");
}

/** Signs a message and lays it out as the frames that go over a socket. */
export function encodeMessage(message: Message | MessageOf<MessageType>, key: string): Uint8Array[] {
  const body = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(wellFormedJson(part)),
  );
  return [...message.identities, DELIMITER, Buffer.from(signFrames(key, body)), ...body, ...message.buffers];
}

/**
 * Reads the frames of a message. The signature is checked before anything is parsed.
 *
 * @throws ProtocolError when frames are missing, the signature is wrong, or a frame is not JSON.
 */
export function decodeMessage(frames: readonly Uint8Array[], key: string): Message {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (delimiter < 0) throw new ProtocolError("A message has no delimiter frame");
  const signature = frames[delimiter + 1];
  const body = frames.slice(delimiter + 2, delimiter + 6);
  if (signature === undefined || body.length < 4) throw new ProtocolError("A message has too few frames");
  if (!sameText(Buffer.from(signature).toString("latin1"), signFrames(key, body))) {
    throw new ProtocolError("A message has a wrong signature");
  }
  const [header, parent, metadata, content] = body.map(parseFrame);
  const checked = headerSchema.safeParse(header);
  if (!checked.success) throw new ProtocolError("A message has no valid header");
  return {
    identities: frames.slice(0, delimiter),
    header: checked.data,
    parent: parent ?? {},
    metadata: metadata ?? {},
    content: content ?? {},
    buffers: frames.slice(delimiter + 6),
  } as unknown as Message;
}

function parseFrame(frame: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString("utf8"));
  } catch (cause) {
    throw new ProtocolError("A message has a frame that is not JSON", { cause });
  }
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, "latin1"), Buffer.from(b, "latin1"));
}
