import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRandom } from "../../runtime/index.ts";
import { readPaperState } from "../index.ts";

const PROGRAM = fileURLToPath(new URL("paperProgram.ts", import.meta.url));

/** Starts a process that trades `days` sessions on a state. Those of one folder share the code that they have compiled. */
export function startPaper(state: string, days: number, pause = 0) {
  const child = spawn(process.execPath, ["--conditions=source", PROGRAM, state, String(days), String(pause)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(state), "compiled") },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, said }));
  /** Waits until it has said so, or has ended. */
  const says = async (words: RegExp): Promise<boolean> => {
    while (!words.test(said) && child.exitCode === null) await delay(2);
    return words.test(said);
  };
  return { ended, says, kill: () => child.kill("SIGKILL") };
}

/**
 * Kills a process that trades a week, at random moments, until there were `kills`; each time another goes on, and each
 * week that is whole is compared with an undisturbed one.
 *
 * @returns how many weeks became whole, and how many sessions the killed ones had been given.
 */
export async function killPaper(folder: string, kills: number): Promise<{ weeks: number; sessions: number }> {
  const days = 5;
  const whole = join(folder, "whole.sqlite");
  const undisturbed = startPaper(whole, days);
  await undisturbed.says(/ready/);
  const began = performance.now();
  const { code, said } = await undisturbed.ended;
  if (code !== 0) throw new Error(said);
  const sessionMs = (performance.now() - began) / days;
  const expected = JSON.stringify(readPaperState(whole));
  const random = createRandom(19, "kills");
  let [week, weeks, sessions, killed] = [0, 0, 0, 0];
  while (killed < kills) {
    const state = join(folder, `week-${week}.sqlite`);
    const run = startPaper(state, days);
    // A moment within a session, however fast the machine is: before it, in its transaction, after it.
    const reached = random.integer(days);
    await run.says(reached === 0 ? /ready/ : new RegExp(`^[${reached}-9]$`, "m"));
    await delay(random.uniform() * sessionMs);
    run.kill();
    const { code, said } = await run.ended;
    if (code === null) killed++;
    else if (code !== 0) throw new Error(`it did not go on: ${said}`);
    sessions += said.match(/^\d+$/gm)?.length ?? 0;
    // A state is given up to three deaths, then it is let end.
    if (code !== 0 && killed % 3 !== 0) continue;
    if (code !== 0) {
      const last = await startPaper(state, days).ended;
      if (last.code !== 0) throw new Error(`it did not go on: ${last.said}`);
    }
    const found = JSON.stringify(readPaperState(state));
    if (found !== expected) throw new Error(`${found} is not ${expected}`);
    weeks++;
    week++;
  }
  return { weeks, sessions };
}
