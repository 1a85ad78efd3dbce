import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isTridentError } from "trident-base";
import { root } from "trident-base/project";
import { afterAll, expect, test } from "vitest";
import { workerPool } from "./pool.ts";
import { currentSession } from "./session.ts";
import { sharedInt32 } from "./shared.ts";
import type { Errand } from "./test/errands.worker.ts";

const pool = workerPool("./test/errands.worker", import.meta.url, 2);
const ask = <Result>(errand: Errand): Promise<Result> => pool.run<Result>(errand);
afterAll(() => currentSession().close());

test("answers come back to their tasks, more tasks than threads", async () => {
  const numbers = Array.from({ length: 20 }, (_, k) => k);
  expect(await Promise.all(numbers.map((of) => ask({ do: "square", of })))).toEqual(numbers.map((k) => k * k));
});

test("shared memory goes by reference", async () => {
  const counter = sharedInt32(1);
  await Promise.all(Array.from({ length: 10 }, () => ask({ do: "add", to: counter })));
  expect(counter[0]).toBe(10);
});

test("an error keeps its class name, message, place and remedy; the thread goes on", async () => {
  const error = await ask({ do: "fail" }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "ErrandError",
    message: "the shop was closed (AAPL, 2024-03-08). Come back tomorrow.",
    where: ["AAPL", "2024-03-08"],
  });
  expect(isTridentError(error)).toBe(true);
  await expect(ask({ do: "throw text" })).rejects.toThrow("a sentence");
  expect(await ask({ do: "square", of: 3 })).toBe(9);
});

test("a thread that ends fails its own task only; another takes its place", async () => {
  const left = ask({ do: "leave" });
  const others = Array.from({ length: 6 }, (_, of) => ask<number>({ do: "square", of }));
  await expect(left).rejects.toMatchObject({ name: "WorkerError", message: expect.stringContaining("code 3") });
  expect(await Promise.all(others)).toEqual([0, 1, 4, 9, 16, 25]);
});

test("a task that cannot be copied fails alone", async () => {
  await expect(pool.run(() => 1)).rejects.toThrow("could not be cloned");
  expect(await ask({ do: "square", of: 4 })).toBe(16);
});

test("a worker file that is not there is an error, not a wait", async () => {
  await expect(workerPool("./absent.worker", import.meta.url, 1).run(1)).rejects.toThrow("absent.worker");
});

test("the session holds one pool for a file and a number of threads; a closed one refuses", async () => {
  expect(workerPool("./test/errands.worker", import.meta.url, 2)).toBe(pool);
  const single = workerPool("./test/errands.worker", import.meta.url, 1);
  expect(single).not.toBe(pool);
  const running = single.run({ do: "square", of: 1 });
  const waiting = single.run({ do: "square", of: 2 });
  await Promise.all([expect(running).resolves.toBe(1), expect(waiting).rejects.toThrow("closed"), single.close()]);
  await expect(single.run({ do: "square", of: 1 })).rejects.toThrow("closed");
  expect(() => workerPool("./test/errands.worker", import.meta.url, 0)).toThrow("threads is 0");
});

const program = (extension: string): string => `
  import { workerPool } from "./pool.${extension}";
  const pool = workerPool("./test/errands.worker", import.meta.url, 2);
  console.log(await pool.run({ do: "square", of: 12 }));
`;

test("built files start built files, without the source condition; idle threads let the process end", () => {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "pool-"));
  try {
    mkdirSync(join(folder, "test"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const sources = [...readdirSync(here), "test/errands.worker.ts"];
    for (const name of sources.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))) {
      const built = stripTypeScriptTypes(readFileSync(join(here, name), "utf8")).replaceAll('.ts"', '.js"');
      writeFileSync(join(folder, name.replace(/\.ts$/, ".js")), built);
    }
    writeFileSync(join(folder, "program.js"), program("js"));
    const env = { ...process.env, NODE_OPTIONS: "" };
    expect(execFileSync(process.execPath, [join(folder, "program.js")], { env, encoding: "utf8" })).toBe("144\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("sources start sources, with the condition or without", () => {
  const url = new URL("./pool.ts", import.meta.url).href;
  const source = program("ts").replace("./pool.ts", url).replace("import.meta.url", JSON.stringify(url));
  for (const flags of [["--conditions=source"], []]) {
    const args = [...flags, "--no-warnings", "--input-type=module", "--eval", source];
    expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("144\n");
  }
});
