import { spawn } from "node:child_process";
import { once } from "node:events";
import { leash } from "trident-base/project";
import { expect, test } from "vitest";

/** Whether any process is left in a group. */
function isThere(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["its input closes", "sleep 1000 & echo ready; wait"],
  ["a member ignores that it is told to end", "trap '' TERM; (trap '' TERM; sleep 1000) & echo ready; wait"],
  ["the command ends by itself", "sleep 1000 & echo ready"],
])("a group on a leash ends as a whole when %s", async (_when, script) => {
  const child = spawn(process.execPath, [leash, "--group", "sh", "-c", script], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  child.stdin.end();
  await ended;
  await expect.poll(() => isThere(child.pid!), { timeout: 10_000 }).toBe(false);
});
