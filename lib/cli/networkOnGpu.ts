import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root } from "trident-base/project";

/** A small training by TensorFlow.js on its native backend. */
export interface NetworkOnGpu {
  readonly rows: number;
  /** Where it ran; null where the package is missing or does not load. */
  readonly device: "cpu" | "cuda" | null;
  readonly seconds: number | null;
  /** True if the loss fell by a fifth. */
  readonly learns: boolean;
  /** What TensorFlow.js says of itself, or why it does not load. */
  readonly note: string;
}

const PROGRAM = fileURLToPath(new URL("networkProgram.mjs", import.meta.url));
const ABSENT = { rows: 0, device: null, seconds: null, learns: false } as const;

/**
 * Trains a small network with `@tensorflow/tfjs-node-gpu`, in a process of its own: a native library that does not fit may
 * end the one that loads it.
 *
 * @param folder where the package is looked for; TRIDENT_TFJS names it, else it is the repository.
 */
export async function checkNetwork(folder: string = process.env.TRIDENT_TFJS ?? root): Promise<NetworkOnGpu> {
  try {
    const run = promisify(execFile)(process.execPath, [PROGRAM, join(folder, "package.json")], { timeout: 120_000 });
    return JSON.parse((await run).stdout.trim().split("\n").at(-1)!) as NetworkOnGpu;
  } catch (error) {
    const { message, stderr = "" } = error as Error & { stderr?: string };
    const telling = `${stderr}\n${message}`.split("\n").find((line) => /^\s*(?:Uncaught )?\w*Error\b/.test(line));
    return { ...ABSENT, note: (telling ?? message).trim() };
  }
}
