import { join } from "node:path";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { endAfter, trainWords } from "./killedTraining.ts";
import { bundleBytes, inFolder, smallDataset } from "./smallTraining.ts";

const never = { added: Number.POSITIVE_INFINITY, signal: "SIGKILL" } as const;

test("killed at ten random moments, itself or its engines: the bytes of one that was left alone", async () => {
  await inFolder(async (folder) => {
    const dataset = await smallDataset(folder);
    const [left, killed] = [join(folder, "left"), join(folder, "killed")];
    expect((await endAfter(trainWords(left, dataset), left, never)).code).toBe(0);
    const words = [...trainWords(killed, dataset), "--resume"];
    const random = createRandom("killed training");
    for (let kill = 0; kill < 10; kill++) {
      const of = kill % 2 === 0 ? "command" : "hosts";
      const wait = 3000 * random.uniform();
      await endAfter(words, killed, { added: random.integer(2), wait, signal: "SIGKILL", of });
    }
    expect((await endAfter(words, killed, never)).code).toBe(0);
    expect(await bundleBytes(join(killed, "bundle"))).toEqual(await bundleBytes(join(left, "bundle")));
  });
}, 1_200_000);
