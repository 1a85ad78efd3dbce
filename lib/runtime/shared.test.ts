import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Makes eight blocks of 64 MB, one after another, drops each and says what the process then holds, in MB. */
const blocks = (make: string): number => {
  const source = `
    import { createMatrix } from ${JSON.stringify(new URL("./matrix.ts", import.meta.url).href)};
    import { releaseShared, sharedInt32 } from ${JSON.stringify(new URL("./shared.ts", import.meta.url).href)};
    for (let k = 0; k < 8; k++) (${make}).fill(1);
    console.log(Math.round(process.memoryUsage.rss() / 2 ** 20));
  `;
  const args = ["--no-warnings", "--input-type=module", "--eval", source];
  return Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
};

test("shared blocks that were dropped are given back", () => {
  expect(blocks("createMatrix(['a', 'b'], 2 ** 23).values")).toBeLessThan(350);
  expect(blocks("releaseShared(), sharedInt32(2 ** 24)")).toBeLessThan(350);
});
