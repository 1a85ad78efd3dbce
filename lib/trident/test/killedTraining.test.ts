import { join } from "node:path";
import { expect, test } from "vitest";
import { Ledger } from "../../ledger/index.ts";
import { endAfter, trainWords } from "./killedTraining.ts";
import { bundleBytes, inFolder, smallDataset } from "./smallTraining.ts";

test("killed, then interrupted, then gone on with: the bytes of one that was left alone, no trial counted twice", async () => {
  await inFolder(async (folder) => {
    const dataset = await smallDataset(folder);
    const [left, ended] = [join(folder, "left"), join(folder, "ended")];
    const never = { added: Number.POSITIVE_INFINITY, signal: "SIGKILL" } as const;
    expect((await endAfter(trainWords(left, dataset), left, never)).code).toBe(0);

    const words = trainWords(ended, dataset);
    await endAfter(words, ended, { added: 2, wait: 150, signal: "SIGKILL" });
    const stopped = await endAfter([...words, "--resume"], ended, { added: 1, signal: "SIGINT" });
    expect(stopped.out).toMatch(/was interrupted; all trials that were done are kept\. The same command with --resume/);
    expect(stopped.code).toBe(130);
    expect(stopped.took).toBeLessThan(15_000);
    const told = await endAfter([...words, "--resume"], ended, { added: 1, signal: "SIGTERM" });
    expect([told.code, told.err]).toEqual([143, expect.stringMatching(/The same command with --resume goes on/)]);
    expect(told.took).toBeLessThan(15_000);
    // Engines that die under a trial are started again.
    const healed = await endAfter([...words, "--resume"], ended, { added: 1, signal: "SIGKILL", of: "hosts" });
    expect(healed.code).toBe(0);

    expect(await bundleBytes(join(ended, "bundle"))).toEqual(await bundleBytes(join(left, "bundle")));
    const counts = [left, ended].map((each) => {
      const ledger = new Ledger(join(each, "ledger.sqlite"));
      const { all } = ledger.count();
      ledger.close();
      return all;
    });
    expect(counts[1]).toBe(counts[0]);
  });
}, 400_000);
