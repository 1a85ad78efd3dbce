import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { finish, finishWithoutHosts, inFolder, killAfter, resultOf } from "./killed.ts";

const TRIALS = 12;

test("kill -9 of TypeScript and of the host at 10 random moments each: same study, same winner", async () => {
  const whole = await inFolder((folder) => finish(folder, TRIALS));
  const random = createRandom("resume.verify");
  await inFolder(async (folder) => {
    for (let k = 0; k < 10; k++) await killAfter(folder, TRIALS, 2 * k, random.integer(500));
    expect(resultOf(await finish(folder, TRIALS))).toEqual(resultOf(whole));
  });
  await inFolder(async (folder) => {
    const moments = random.shuffle(Array.from({ length: 2 * TRIALS - 1 }, (_, i) => i + 1)).slice(0, 10);
    expect(resultOf(await finishWithoutHosts(folder, TRIALS, moments))).toEqual(resultOf(whole));
  });
}, 900_000);
