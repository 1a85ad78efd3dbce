import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createConnection, writeConnection } from "./connection.ts";
import { KernelError } from "./errors.ts";
import { isIdle, KernelClient } from "./kernelClient.ts";
import { type KernelProcess, spawnKernel } from "./kernelProcess.ts";
import type { Kernelspec } from "./kernelspec.ts";
import type { LanguageInfo } from "./message.ts";

const PORT_TAKEN = /EADDRINUSE|address (is )?already in use/i;
const ATTEMPTS = 3;

/** Another program took a port between our choice and the kernel's bind. */
class PortTakenError extends KernelError {}

/** How long one kernel_info request is waited for before the next is sent, in ms. */
const ASK_AGAIN = 500;

/** A kernel that has answered. */
export interface Kernel {
  readonly spec: Kernelspec;
  readonly client: KernelClient;
  readonly languageInfo: LanguageInfo;
  readonly pid: number;
  /** Resolves with one sentence when the kernel's process has ended, for whatever reason. */
  readonly died: Promise<string>;
  /** Asks the kernel to stop what it does, by signal or message as its kernelspec says. */
  interrupt(): void;
  /** Asks the kernel to end, then ends it and all that it started. Safe to call twice. */
  shutdown(): Promise<void>;
}

/** How a kernel is started. */
export interface StartKernelOptions {
  /** The kernel's working folder; this process's own by default. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** How long the kernel may take to answer for the first time, in seconds. */
  readonly readyTimeout?: number;
  /** How long a polite request to end is waited for, in seconds. */
  readonly shutdownTimeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Starts a kernel and waits until it answers on shell and on iopub. Another program may take a port between the choice
 * and the kernel's own bind; then it is started again on others.
 *
 * @throws KernelError when it cannot be started, ends, or does not answer in time; nothing is left running.
 */
export async function startKernel(spec: Kernelspec, options: StartKernelOptions = {}): Promise<Kernel> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(spec, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof PortTakenError)) throw error;
    }
  }
}

async function startOnce(
  spec: Kernelspec,
  { cwd = process.cwd(), env = process.env, readyTimeout = 60, shutdownTimeout = 1.5, signal }: StartKernelOptions,
): Promise<Kernel> {
  signal?.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "trident-kernel-"));
  let client: KernelClient | undefined;
  let child: KernelProcess | undefined;
  const release = async () => {
    client?.close();
    await child?.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const connection = await createConnection(spec.name);
    const connectionFile = join(folder, "connection.json");
    await writeConnection(connectionFile, connection);
    child = await spawnKernel(spec, { connectionFile, cwd, env });
    client = new KernelClient(connection);
    const died = explainDeath(spec, child);
    const languageInfo = await untilReady(client, child, died, { name: spec.name, readyTimeout, signal });
    child.forgetWords();
    return assemble(spec, { client, child, died, languageInfo, shutdownTimeout, release });
  } catch (error) {
    await release();
    if (!PORT_TAKEN.test(child?.lastWords() ?? "")) throw error;
    throw new PortTakenError(`The kernel '${spec.name}' found its ports taken`, {
      where: [`its last words: ${shorten(child!.lastWords())}`],
      cause: error,
    });
  }
}

interface Parts {
  readonly client: KernelClient;
  readonly child: KernelProcess;
  readonly died: Promise<string>;
  readonly languageInfo: LanguageInfo;
  readonly shutdownTimeout: number;
  readonly release: () => Promise<void>;
}

function assemble(spec: Kernelspec, parts: Parts): Kernel {
  const { client, child, died, languageInfo, shutdownTimeout, release } = parts;
  void died.then((reason) => client.fail(new KernelError(reason)));
  let closing: Promise<void> | undefined;
  const close = async () => {
    if (!child.ended) {
      const { reply } = client.request("shutdown_request", { restart: false });
      reply.catch(() => {});
      await Promise.race([child.exited, delay(shutdownTimeout * 1000, undefined, { ref: false })]);
    }
    await release();
  };
  return {
    spec,
    client,
    languageInfo,
    pid: child.pid,
    died,
    interrupt: () => {
      if (spec.interrupt_mode === "signal") child.interrupt();
      else client.request("interrupt_request", {});
    },
    shutdown: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Asks for kernel_info until a reply and something on iopub have come: only then are both channels connected. */
async function untilReady(
  client: KernelClient,
  child: KernelProcess,
  died: Promise<string>,
  { name, readyTimeout, signal }: { name: string; readyTimeout: number; signal: AbortSignal | undefined },
): Promise<LanguageInfo> {
  const deadline = performance.now() + readyTimeout * 1000;
  let ended: string | undefined;
  void died.then((reason) => {
    ended = reason;
  });
  while (performance.now() < deadline) {
    const answer = Promise.withResolvers<void>();
    const stop = client.onPublished((message) => {
      if (isIdle(message, request.id)) answer.resolve();
    });
    const request = client.request("kernel_info_request", {});
    const both = Promise.all([request.reply, answer.promise]);
    both.catch(() => {});
    const info = await Promise.race([both, died, delay(ASK_AGAIN, undefined, { ref: false })]);
    stop();
    signal?.throwIfAborted();
    if (ended !== undefined) throw new KernelError(ended);
    if (Array.isArray(info)) return info[0].content.language_info;
    if (PORT_TAKEN.test(child.lastWords())) break;
  }
  const words = child.lastWords();
  throw new KernelError(`The kernel '${name}' did not answer within ${readyTimeout} s`, {
    ...(words === "" ? {} : { where: [`its last words: ${shorten(words)}`] }),
  });
}

async function explainDeath(spec: Kernelspec, child: KernelProcess): Promise<string> {
  const { code, signal } = await child.exited;
  const how =
    signal === "SIGKILL"
      ? "killed by SIGKILL, which the system also sends when memory runs out"
      : signal === null
        ? `exit code ${code}`
        : `ended by ${signal}`;
  const words = child.lastWords();
  return `The kernel '${spec.name}' died (${how})${words === "" ? "" : `; its last words: ${shorten(words)}`}`;
}

/** The line that reads like an error, else the last one. */
function shorten(words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "");
  const line = lines.findLast((text) => /^\s*(\w*(Error|Exception)\b.*:|.*EADDRINUSE)/.test(text)) ?? lines.at(-1)!;
  const said = line.replace(/\s+/g, " ").trim();
  return said.length > 300 ? `${said.slice(0, 300)} …` : said;
}
