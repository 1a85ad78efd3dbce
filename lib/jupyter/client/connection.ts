import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { z } from "zod";
import { ProtocolError } from "./errors.ts";

const port = z.int().min(1).max(65_535);

const connectionSchema = z.object({
  transport: z.literal("tcp"),
  ip: z.literal("127.0.0.1"),
  shell_port: port,
  iopub_port: port,
  stdin_port: port,
  control_port: port,
  hb_port: port,
  key: z.string().min(1),
  signature_scheme: z.literal("hmac-sha256"),
  kernel_name: z.string().optional(),
});

/** What a connection file says: five ports of this machine and the key that signs every message. */
export type ConnectionInfo = Readonly<z.infer<typeof connectionSchema>>;

/** The five channels of the Jupyter protocol. */
export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

/** The ZeroMQ address of a channel. */
export function channelAddress(connection: ConnectionInfo, channel: Channel): string {
  return `${connection.transport}://${connection.ip}:${connection[`${channel}_port`]}`;
}

/**
 * A fresh connection: five free ports, found by holding all five at once, and a random key. Between this call and the
 * kernel's own bind another program may take a port, so whoever starts a kernel tries again when its bind fails.
 */
export async function createConnection(kernelName?: string): Promise<ConnectionInfo> {
  const servers = await Promise.all(Array.from({ length: 5 }, holdPort));
  const [shell, iopub, stdin, control, hb] = await Promise.all(servers.map(releasePort));
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: shell!,
    iopub_port: iopub!,
    stdin_port: stdin!,
    control_port: control!,
    hb_port: hb!,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    ...(kernelName === undefined ? {} : { kernel_name: kernelName }),
  };
}

/** Writes a connection file that only this user can read; a file of that name must not exist. */
export async function writeConnection(path: string, connection: ConnectionInfo): Promise<void> {
  await writeFile(path, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600, flag: "wx" });
}

/**
 * Reads a connection file, as a kernel does when it starts.
 *
 * @throws ProtocolError when it is not one, listens beyond 127.0.0.1, or does not sign with HMAC-SHA256.
 */
export async function readConnection(path: string): Promise<ConnectionInfo> {
  const text = await readFile(path, "utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("The connection file is not JSON", { where: [path], cause });
  }
  const parsed = connectionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ProtocolError(`The connection file is not valid: ${issue.path.join(".")}: ${issue.message}`, {
    where: [path],
  });
}

function holdPort(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function releasePort(server: Server): Promise<number> {
  const address = server.address();
  const held = typeof address === "object" && address !== null ? address.port : 0;
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve(held))));
}
