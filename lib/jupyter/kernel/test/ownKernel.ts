import { join } from "node:path";
import { afterAll } from "vitest";
import { installKernelspec } from "../../client/installKernelspec.ts";
import { isIdle } from "../../client/kernelClient.ts";
import { findKernelspec } from "../../client/kernelspec.ts";
import { isMessage, type Message, type MessageContents, type MimeBundle } from "../../client/message.ts";
import { type Kernel, startKernel } from "../../client/startKernel.ts";
import { temporaryFolders } from "../../test/makeNotebook.ts";

/** What a front end asks with each cell, besides its code. */
export const REQUEST = {
  ...{ silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true },
};

/** What a cell did, as a front end sees it. */
export interface Ran {
  readonly reply: MessageContents["execute_reply"];
  readonly stdout: string;
  readonly stderr: string;
  readonly result: MimeBundle | undefined;
  /** Everything published, in order, without stream, status and input. */
  readonly published: readonly Message[];
}

/** A kernel of ours under test. */
export interface OwnKernel {
  readonly kernel: Kernel;
  /** Runs a cell and waits for its reply and its idle message. `meanwhile` gets each message as it comes. */
  run(
    code: string,
    options?: Partial<MessageContents["execute_request"]>,
    meanwhile?: (message: Message) => void,
  ): Promise<Ran>;
}

/** Called at the top of a test file: a starter of kernels that are gone when the file's tests are over. */
export function ownKernels(): (options?: { folder?: string; home?: string }) => Promise<OwnKernel> {
  const newFolder = temporaryFolders();
  const home = newFolder();
  const started: Kernel[] = [];
  afterAll(() => Promise.all(started.map((kernel) => kernel.shutdown())));
  return async ({ folder = newFolder(), home: data = home } = {}) => {
    await installKernelspec({ prefix: home });
    const spec = await findKernelspec("tslab", { prefixes: [home] });
    const env = { ...process.env, JUPYTER_DATA_DIR: join(data, "data") };
    const kernel = await startKernel(spec, { cwd: folder, env });
    started.push(kernel);
    return { kernel, run: (code, options = {}, meanwhile = () => {}) => run(kernel, code, options, meanwhile) };
  };
}

async function run(
  { client }: Kernel,
  code: string,
  options: Partial<MessageContents["execute_request"]>,
  meanwhile: (message: Message) => void,
): Promise<Ran> {
  const printed = { stdout: "", stderr: "" };
  const published: Message[] = [];
  let result: MimeBundle | undefined;
  const idle = Promise.withResolvers<void>();
  const defaults = {
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
  const stop = client.onPublished((message) => {
    if (message.parent.msg_id !== request.id) return;
    if (isMessage(message, "stream")) printed[message.content.name] += message.content.text;
    else if (isMessage(message, "execute_result")) result = message.content.data;
    else if (!isMessage(message, "status") && !isMessage(message, "execute_input")) published.push(message);
    meanwhile(message);
    if (isIdle(message, request.id)) idle.resolve();
  });
  const request = client.request("execute_request", { code, ...defaults, ...options });
  const reply = await request.reply;
  await idle.promise;
  stop();
  return { reply: reply.content, ...printed, result, published };
}
