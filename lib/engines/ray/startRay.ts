import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { leash } from "trident-base/project";
import { EngineHostUnavailable } from "../errors.ts";
import { lastWords } from "../lastWords.ts";
import { pythonProgram } from "../python.ts";
import { type RayAddress, rayEnvironment } from "./rayProgram.ts";

/** How long a cluster may take to start. */
const START_MS = 180_000;
/** Bytes of shared memory for what passes between processes: scores of rows, mostly. */
const OBJECT_STORE = 256 * 2 ** 20;

/** A cluster of one node that this process has started, and that ends with it. */
export interface LocalRay extends RayAddress {
  readonly tokenPath: string;
  /** Its group of processes. */
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * Starts a Ray cluster on this machine, all of whose processes are one group, on a leash: they end when this process
 * does, however that ends, and no other Ray of the machine is touched. It asks for a token, of a file that is the user's
 * alone; Ray listens on all of the machine's interfaces whatever address it is given, so that the token is what protects it.
 *
 * @param cpus what it may hand out.
 * @throws EngineHostUnavailable if it does not start.
 */
export async function startRay(cpus: number, python?: string | undefined): Promise<LocalRay> {
  // Sockets lie in it, whose paths must be short.
  const folder = await mkdtemp(join(tmpdir(), "ray-"));
  const tokenPath = join(folder, "token");
  await writeFile(tokenPath, randomBytes(32).toString("hex"), { mode: 0o600 });
  const { program, env } = pythonProgram(python);
  const start = [
    "start",
    "--head",
    "--block",
    "--node-ip-address=127.0.0.2",
    "--port=0",
    "--include-dashboard=false",
    "--no-monitor",
  ];
  const sizes = [`--num-cpus=${cpus}`, "--num-gpus=0", `--object-store-memory=${OBJECT_STORE}`];
  const words = ["-P", "-m", "ray.scripts.scripts", ...start, ...sizes, `--temp-dir=${folder}`];
  const child = spawn(process.execPath, [leash, "--group", program, ...words], {
    detached: true,
    env: { ...process.env, ...env, ...rayEnvironment(tokenPath) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-65_536);
    });
  }
  child.stdin.on("error", () => {});
  const ended = once(child, "close");
  const handles = [child, child.stdin, child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[];
  const close = async (): Promise<void> => {
    // Otherwise this process may be gone before that one is.
    for (const each of handles) each.ref();
    child.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + START_MS;
  // It says that it has started before it writes where.
  let address = "";
  while (address === "") {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
      await close();
      throw new EngineHostUnavailable(`Ray does not start on this machine: ${lastWords(said).line}`, {
        where: [program],
        remedy: "Install it with `npm run setup -- --ray`, or leave --ray out.",
        cause: new Error(lastWords(said).all),
      });
    }
    await sleep(50);
    if (!/Ray runtime started/.test(said)) continue;
    address = (await readFile(join(folder, "ray_current_cluster"), "utf8").catch(() => "")).trim();
  }
  // It keeps nobody from ending.
  for (const each of handles) each.unref();
  return { address, tokenPath, pid: child.pid!, close };
}

/** Whether Ray is installed where the engines are; nothing of it is loaded. */
export async function hasRay(python?: string | undefined): Promise<boolean> {
  const find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('ray') is None)";
  return promisify(execFile)(pythonProgram(python).program, ["-I", "-c", find]).then(
    () => true,
    () => false,
  );
}
