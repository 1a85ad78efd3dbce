import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { awaitedChild } from "./awaitedChild.ts";

test.runIf(process.platform === "linux").each([
  ["a child that it waits for, with its own", 'require("child_process").execSync("sleep 20 & sleep 30; true")', 3],
  ["none while it computes", 'require("child_process").spawn("sleep", ["30"]); for (;;);', 0],
  [
    "none while it waits for a thread",
    'require("child_process").spawn("sleep", ["30"]); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    0,
  ],
])("a process has %s", async (_, code, count) => {
  const waiting = spawn(process.execPath, ["-e", `console.log(1); ${code}`], { detached: true, stdio: "pipe" });
  try {
    await new Promise((ok) => waiting.stdout.once("data", ok));
    await expect.poll(async () => (await awaitedChild(waiting.pid)).length, { timeout: 10_000 }).toBe(count);
    expect(await awaitedChild(waiting.pid, "/nowhere")).toEqual([]);
  } finally {
    process.kill(-waiting.pid!, "SIGKILL");
  }
});
