import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { venvProgram } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { createMessage, decodeMessage, encodeMessage, signFrames } from "./wire.ts";

const KEY = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

/** jupyter_client reads our message, then writes one of its own. */
const PEER = `
import json, sys
from jupyter_client.session import Session
asked = json.load(sys.stdin)
session = Session(key=asked["key"].encode())
identities, rest = session.feed_identities([bytes.fromhex(frame) for frame in asked["frames"]])
message = session.deserialize(rest)
own = session.msg("execute_reply", {"status": "ok", "execution_count": 3, "text": "żółw \\u2028 🐢"}, parent=message)
json.dump({
    "type": message["header"]["msg_type"], "content": message["content"],
    "identities": [i.hex() for i in identities],
    "frames": [bytes(f).hex() for f in session.serialize(own, ident=b"peer")],
}, sys.stdout)
`;

describe("the wire", () => {
  test("signs as Python's hmac does", () => {
    const frames = ['{"msg_id":"1"}', "{}", "{}", '{"code":"x = 1"}'].map((text) => Buffer.from(text));
    expect(signFrames(KEY, frames)).toBe("7991d4c6cb19a97fbf126d066aee7c7566851437e427cd169284b15b1bc12157");
    expect(signFrames("", frames)).toBe("");
  });

  test("jupyter_client reads what we write, and we read what it writes", () => {
    const message = createMessage("stream", { name: "stdout", text: "żółw \u2028 🐢" }, { session: "s" });
    const frames = encodeMessage({ ...message, identities: [Buffer.from("kernel.stream")] }, KEY);
    const input = JSON.stringify({ key: KEY, frames: frames.map((frame) => Buffer.from(frame).toString("hex")) });
    const peer = JSON.parse(execFileSync(venvProgram("python"), ["-c", PEER], { input, encoding: "utf8" }));
    expect(peer.type).toBe("stream");
    expect(peer.content).toEqual({ name: "stdout", text: "żółw \u2028 🐢" });
    expect(peer.identities).toEqual([Buffer.from("kernel.stream").toString("hex")]);
    const reply = decodeMessage(
      peer.frames.map((frame: string) => Buffer.from(frame, "hex")),
      KEY,
    );
    expect(reply.header.msg_type).toBe("execute_reply");
    expect(reply.parent.msg_id).toBe(message.header.msg_id);
    expect(reply.content).toMatchObject({ status: "ok", execution_count: 3, text: "żółw \u2028 🐢" });
    expect(reply.identities.map((frame) => Buffer.from(frame).toString())).toEqual(["peer"]);
  });

  test("a message survives the way there and back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.uint8Array({ maxLength: 20 })), (text, buffers) => {
        const message = { ...createMessage("stream", { name: "stderr", text }, { session: "s" }), buffers };
        const read = decodeMessage(encodeMessage(message, KEY), KEY);
        expect(read.content).toEqual(message.content);
        expect(read.buffers.map((buffer) => [...buffer])).toEqual(buffers.map((buffer) => [...buffer]));
      }),
      { numRuns: 50 },
    );
  });

  test("one changed byte anywhere in a signed frame is refused", () => {
    const frames = encodeMessage(createMessage("stream", { name: "stdout", text: "x" }, { session: "s" }), KEY);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, place, flip) => {
        const changed = frames.map((bytes) => Uint8Array.from(bytes));
        const bytes = changed[frame]!;
        bytes[place % bytes.length]! ^= flip;
        expect(() => decodeMessage(changed, KEY)).toThrow("wrong signature");
      }),
      { numRuns: 100 },
    );
    expect(() => decodeMessage(frames, "another key")).toThrow("wrong signature");
    expect(() => decodeMessage(frames.slice(1), KEY)).toThrow("no delimiter");
    expect(() => decodeMessage(frames.slice(0, 3), KEY)).toThrow("too few frames");
  });

  test("a signed frame that is no message is refused", () => {
    const body = ["[]", "{}", "{}", "{}"].map((text) => Buffer.from(text));
    const frames = [Buffer.from("<IDS|MSG>"), Buffer.from(signFrames(KEY, body)), ...body];
    expect(() => decodeMessage(frames, KEY)).toThrow("no valid header");
    body[3] = Buffer.from("{nope");
    const broken = [Buffer.from("<IDS|MSG>"), Buffer.from(signFrames(KEY, body)), ...body];
    expect(() => decodeMessage(broken, KEY)).toThrow("not JSON");
  });
});
