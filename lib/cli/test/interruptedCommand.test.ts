import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-interrupted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARKET = "synthetic:tickers=300,years=8";
const SMALL = "synthetic:tickers=20,years=2";

/** Starts a command and sends it SIGINT once it is at work, by what it has said or by what can be seen. */
async function interrupt(
  words: readonly string[],
  began: RegExp | ((pid: number) => boolean),
): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [join(root, "lib", "cli", "trident.mjs"), ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const looks = setInterval(() => {
    if (!(began instanceof RegExp ? began.test(said) : began(child.pid!))) return;
    clearInterval(looks);
    child.kill("SIGINT");
  }, 20);
  const [code] = await once(child, "close");
  clearInterval(looks);
  return { code: code as number | null, lines: said.trim().split("\n") };
}

test.each([
  ["dataset", [MARKET, "--out", "d"], /features, labels and context/],
  ["features", [MARKET, "--out", "f.parquet"], /bars of 300 tickers/],
  ["search-labels", [SMALL, "--trials", "50", "--out", "o.json", "--ledger", "l.sqlite"], /prices adjusted/],
])("Ctrl-C in %s: 130, and one line says so", async (name, words, began) => {
  const { code, lines } = await interrupt([name, ...words], began);
  expect(code).toBe(130);
  expect(lines.at(-1)).toBe("trident: interrupted");
  expect(lines.join()).not.toMatch(/pool|terminate|abort/);
});

test("Ctrl-C while a file is written ends at once, and leaves nothing beside it", async () => {
  const { code, lines } = await interrupt(["features", MARKET, "--out", "w/f.parquet"], () => {
    return existsSync(join(folder, "w")) && readdirSync(join(folder, "w")).length > 0;
  });
  expect({ code, last: lines.at(-1), left: readdirSync(join(folder, "w")) }).toEqual({
    code: 130,
    last: "trident: interrupted",
    left: [],
  });
});

test.runIf(process.platform === "linux")("Ctrl-C before it has begun says the same", async () => {
  const { code, lines } = await interrupt(["features", MARKET, "--out", "e.parquet"], (pid) => {
    const children = `/proc/${pid}/task/${pid}/children`;
    return existsSync(children) && readFileSync(children, "utf8") !== "";
  });
  expect({ code, lines }).toEqual({ code: 130, lines: ["trident: interrupted"] });
});
