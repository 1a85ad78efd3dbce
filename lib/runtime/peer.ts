import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { TridentError } from "trident-base";

/** A peer ended before it had answered. */
export class PeerError extends TridentError {}

/** A program that a benchmark is measured against, loaded and waiting. */
export interface Peer {
  /** What it said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Lets it run once; the seconds that it measured. */
  run(): Promise<number>;
  /** Ends it. */
  close(): void;
}

/**
 * Starts a peer. It loads its data and prints one JSON object; for each line on its standard input it runs once and
 * prints `{"seconds": ...}`; when the input ends, as it does when this process is gone, it ends.
 *
 * @throws PeerError if it ends before it is ready.
 */
export async function startPeer(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Peer> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => {
    const end = (what: string) =>
      reject(
        new PeerError(`the peer ${what}: ${complaint.trim().split("\n").at(-1) ?? ""}`, {
          where: [args[0]],
          remedy: "Peers need what 'npm test' installs: lib/setup/peers.txt.",
        }),
      );
    child.once("error", (error) => end(`does not start (${error.message})`));
    child.once("close", (code) => end(`ended with code ${code}`));
    child.stdin.on("error", () => end("does not listen"));
  });
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown>> => {
    const line = await Promise.race([lines.next(), failed]);
    return line.done ? failed : (JSON.parse(line.value) as Record<string, unknown>);
  };
  const ready = await answer();
  return {
    ready,
    run: async () => {
      child.stdin.write("run\n");
      return Number((await answer()).seconds);
    },
    close: () => {
      child.stdin.end();
      child.kill();
    },
  };
}
