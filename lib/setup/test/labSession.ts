import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installKernelspec } from "trident-jupyter";
import { leash, root } from "../../base/project.mjs";

/** How long JupyterLab may take to say its address, in ms. */
const READY = 120_000;

/** A JupyterLab as `npm run lab` starts it. */
export interface LabSession {
  /** The address that it printed, token included. */
  readonly address: string;
  readonly pid: number;
  /** Ends it, with its kernels. */
  close(): Promise<void>;
}

/**
 * Runs `lib/setup/lab.ts` on a folder of notebooks, with settings, history and kernelspec in a folder of its own, on a
 * machine without a display.
 *
 * @throws Error with what it printed when it says no address in time.
 */
export async function startLab(notebooks: string): Promise<LabSession> {
  const home = mkdtempSync(join(tmpdir(), "trident-lab-test-"));
  await installKernelspec({ prefix: home });
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const env = {
    ...rest,
    HOME: home,
    IPYTHONDIR: join(home, "ipython"),
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    // Searched before the environment, whose kernel may be another copy's.
    JUPYTER_PATH: join(home, "share", "jupyter"),
  };
  const program = join(root, "lib", "setup", "lab.ts");
  const options = [`--ServerApp.root_dir=${notebooks}`, `--ServerApp.port=${await freePort()}`];
  const command = [process.execPath, "--conditions=source", program, ...options];
  const lab = spawn(process.execPath, [leash, ...command], { cwd: root, env });
  const exited = new Promise<void>((resolve) => lab.once("exit", () => resolve()));
  const close = async (): Promise<void> => {
    lab.kill("SIGTERM");
    await exited;
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  };
  let said = "";
  const address = await new Promise<string>((resolve, reject) => {
    const hear = (text: string): void => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/.exec(said);
      if (found) resolve(found[0]);
    };
    for (const stream of [lab.stdout, lab.stderr]) stream.setEncoding("utf8").on("data", hear);
    const fail = (why: string): void => reject(new Error(`JupyterLab ${why}; it said: ${said}`));
    setTimeout(() => fail("said no address in time"), READY).unref();
    void exited.then(() => fail("ended"));
  }).catch(async (error) => {
    await close();
    throw error;
  });
  return { address, pid: lab.pid!, close };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
