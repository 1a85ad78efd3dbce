import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { channelAddress, createConnection, readConnection, writeConnection } from "./connection.ts";

const newFolder = temporaryFolders();

test("a connection file is for its owner alone and says five different ports of this machine", async () => {
  const path = join(newFolder(), "connection.json");
  const connection = await createConnection("tslab");
  await writeConnection(path, connection);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await readConnection(path)).toEqual(connection);
  const ports = Object.entries(connection).filter(([key]) => key.endsWith("_port"));
  expect(new Set(ports.map(([, port]) => port)).size).toBe(5);
  expect(channelAddress(connection, "hb")).toBe(`tcp://127.0.0.1:${connection.hb_port}`);
  await expect(writeConnection(path, connection)).rejects.toThrow("EEXIST");
});

test("two connections have different keys", async () => {
  const [a, b] = await Promise.all([createConnection(), createConnection()]);
  expect(a.key).not.toBe(b.key);
});

test.each([
  ["listens to the world", { ip: "0.0.0.0" }, "ip"],
  ["does not sign", { key: "" }, "key"],
  ["signs with something else", { signature_scheme: "hmac-md5" }, "signature_scheme"],
  ["has no port", { shell_port: 0 }, "shell_port"],
])("a connection file that %s is refused", async (_, change, field) => {
  const path = join(newFolder(), "connection.json");
  writeFileSync(path, JSON.stringify({ ...(await createConnection()), ...change }));
  await expect(readConnection(path)).rejects.toThrow(new RegExp(`${field}.*${path}`));
});

test("a connection file that is no JSON is refused", async () => {
  const path = join(newFolder(), "connection.json");
  writeFileSync(path, "{nope");
  await expect(readConnection(path)).rejects.toThrow("not JSON");
  expect(readFileSync(path, "utf8")).toBe("{nope");
});
