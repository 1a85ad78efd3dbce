import { join } from "node:path";
import { readConnection } from "../client/connection.ts";
import { userDataFolder } from "../client/kernelspec.ts";
import type { CompilerProcess } from "./compilerProcess.ts";
import { History } from "./history.ts";
import { KernelServer } from "./kernelServer.ts";

const log = (line: string): void => void process.stderr.write(`[trident kernel] ${line}\n`);

const openHistory = (): History => {
  const path = join(userDataFolder(), "trident-history.sqlite");
  try {
    return new History(path);
  } catch (error) {
    log(`history is not kept, ${path} cannot be written: ${(error as Error).message}`);
    return new History(":memory:");
  }
};

/**
 * Listens as the connection file says until somebody asks for an end.
 *
 * @throws Error without a file.
 */
export async function serve(file: string | undefined, compiler: CompilerProcess): Promise<void> {
  if (file === undefined) throw new Error("Give the connection file: this program is started by Jupyter");
  const server = new KernelServer({
    connection: await readConnection(file),
    history: openHistory(),
    compiler,
    log,
    ended: () => process.exit(0),
  });
  process.on("SIGINT", () => void server.interrupt());
  const leave = (): void => void server.close().finally(() => process.exit(0));
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, leave);

  // Jupyter's own server may be killed without a word.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && leave(), 1_000).unref();

  await server.open().catch((error: Error) => {
    log(`cannot listen: ${error.message}`);
    process.exit(1);
  });
}
