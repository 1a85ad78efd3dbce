import { afterEach, expect, test } from "vitest";
import { Publisher, Router } from "zeromq";
import { channelAddress, createConnection } from "./connection.ts";
import { KernelClient } from "./kernelClient.ts";
import type { Message } from "./message.ts";
import { createMessage, decodeMessage, encodeMessage } from "./wire.ts";

const closing: { close: () => void }[] = [];
afterEach(() => {
  for (const held of closing.splice(0)) held.close();
});

/** A kernel's end of shell and iopub, on the same wire: it answers each request as told. */
async function fakeKernel(answer: (request: Message) => readonly (readonly [Message, string?])[]) {
  const connection = await createConnection();
  const [shell, iopub] = [new Router({ linger: 0 }), new Publisher({ linger: 0 })];
  await shell.bind(channelAddress(connection, "shell"));
  await iopub.bind(channelAddress(connection, "iopub"));
  const client = new KernelClient(connection);
  closing.push(client, { close: () => shell.close() }, { close: () => iopub.close() });
  void (async () => {
    for await (const frames of shell) {
      const request = decodeMessage(frames, connection.key);
      for (const [message, key = connection.key] of answer(request)) await shell.send(encodeMessage(message, key));
    }
  })();
  return client;
}

function reply(parent: Message, banner: string): Message {
  const info = { protocol_version: "5.3", implementation: "fake", implementation_version: "1", banner };
  const content = { ...info, language_info: { name: "none" } };
  return createMessage("kernel_info_reply", content, { session: "kernel", parent }) as Message;
}

test("a message with a wrong signature is dropped and counted, the right one arrives", async () => {
  const client = await fakeKernel((request) => [[reply(request, "forged"), "another key"], [reply(request, "true")]]);
  const answer = await client.request("kernel_info_request", {}).reply;
  expect(answer.content.banner).toBe("true");
  expect(client.dropped).toBe(1);
});

test("replies find their requests, whatever their order", async () => {
  const waiting: Message[] = [];
  const client = await fakeKernel((request) => {
    waiting.push(request);
    return waiting.length < 3 ? [] : waiting.reverse().map((held) => [reply(held, held.header.msg_id)]);
  });
  const requests = [1, 2, 3].map(() => client.request("kernel_info_request", {}));
  for (const { id, reply: answer } of requests) expect((await answer).content.banner).toBe(id);
});

test("closing fails what still waits", async () => {
  const client = await fakeKernel(() => []);
  const { reply: answer } = client.request("kernel_info_request", {});
  client.close();
  await expect(answer).rejects.toThrow("connection to the kernel was closed");
});
