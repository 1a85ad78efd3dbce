import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import type { Clock } from "./clock.ts";
import { PATIENCE, patientFetch } from "./patientFetch.ts";

const NOW = Date.parse("2024-01-02T12:00:00Z");
const good = () => Response.json({});

/** A clock on which only sleeping takes time. */
function stillClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let now = NOW;
  return {
    slept,
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

async function waitsOf(...answers: readonly Response[]): Promise<{ waits: number[]; total: number }> {
  const clock = stillClock();
  const left = [...answers, good()];
  const source = patientFetch(async () => left.shift()!, { clock });
  await source.ask("https://somewhere", {}, createRandom("a test"));
  return { waits: clock.slept, total: clock.now() - NOW };
}

const refused = (retryAfter?: string) =>
  new Response("Too Many Requests", {
    status: 429,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
  });

describe("Retry-After", () => {
  test.each<[string, number]>([
    ["30", 30_000],
    ["Tue, 02 Jan 2024 12:02:00 GMT", 120_000],
    ["86400", 600_000],
  ])("%s is a wait of %i ms", async (header, wait) => {
    expect((await waitsOf(refused(header))).total).toBe(wait);
  });

  test.each([["Tue, 02 Jan 2024 11:00:00 GMT"], ["soon"], ["-5"]])("%s leaves the usual wait", async (header) => {
    const { waits } = await waitsOf(refused(header));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeLessThan(PATIENCE.firstWait);
  });
});

test("waits are random below a bound that doubles, and the same again from the same seed", async () => {
  const failures = () => Array.from({ length: 7 }, () => new Response("", { status: 502 }));
  const { waits } = await waitsOf(...failures());
  expect(waits).toHaveLength(7);
  for (const [k, wait] of waits.entries()) expect(wait).toBeLessThan(1000 * 2 ** k);
  expect(new Set(waits.map((wait, k) => Math.round((1000 * wait) / 2 ** k))).size).toBe(7);
  expect((await waitsOf(...failures())).waits).toEqual(waits);
});

test.each([401, 403])("a status %i to the last is a refusal", async (status) => {
  const source = patientFetch(async () => new Response("no", { status }), { clock: stillClock() });
  await expect(source.ask("https://somewhere", {}, createRandom("x"))).rejects.toMatchObject({ kind: "refused" });
  expect(source.sent).toBe(PATIENCE.attempts);
});

const unconnected = (code: string, words = `connect ${code}`) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(words), { code }) });

describe("a machine that is offline", () => {
  test.each(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"])(
    "%s from the first request on: a few are sent, then nobody asks",
    async (code) => {
      const clock = stillClock();
      const source = patientFetch(() => Promise.reject(unconnected(code)), { clock });
      const ends = await Promise.allSettled(
        Array.from({ length: 500 }, (_, k) => source.ask("https://somewhere", {}, createRandom("ask", k))),
      );
      expect(new Set(ends.map((end) => (end as PromiseRejectedResult).reason.message))).toEqual(
        new Set([`Yahoo cannot be reached: connect ${code}. Run it again: what has come is kept.`]),
      );
      expect(ends[499]).toMatchObject({ reason: { kind: "not asked" } });
      // All were under way before the first of them failed.
      expect(source.sent).toBe(500);
      await expect(source.ask("https://somewhere", {}, createRandom("x"))).rejects.toMatchObject({ kind: "not asked" });
      expect(source.sent).toBe(500);
    },
  );

  test("one request at a time: five are sent, within seconds", async () => {
    const clock = stillClock();
    const source = patientFetch(() => Promise.reject(unconnected("ECONNREFUSED", "")), { clock });
    await expect(source.ask("https://somewhere", {}, createRandom("x"))).rejects.toThrow(
      "Yahoo cannot be reached: ECONNREFUSED.",
    );
    expect([source.sent, clock.now() - NOW < 15_000]).toEqual([5, true]);
  });

  test.each([
    ["an answer", async () => good()],
    ["a refusal", async () => new Response("", { status: 503 })],
    ["a connection that breaks", () => Promise.reject(unconnected("ECONNRESET"))],
  ])("is none after %s: then it waits as for any failure", async (_, first: () => Promise<Response>) => {
    let sent = 0;
    const send = () => (sent++ === 0 ? first() : sent < 9 ? Promise.reject(unconnected("ENOTFOUND")) : first());
    const source = patientFetch(send, { clock: stillClock() });
    const ask = () => source.ask("https://somewhere", {}, createRandom("x")).catch((error) => error.kind);
    const ends = [await ask(), await ask()];
    expect([ends.includes("not asked"), sent > 8]).toEqual([false, true]);
  });
});

test("a connection that cannot be made is said with its cause", async () => {
  const send = async () => {
    throw unconnected("ECONNRESET", "socket hang up");
  };
  const source = patientFetch(send, { clock: stillClock() });
  await expect(source.ask("https://somewhere", {}, createRandom("x"))).rejects.toThrow("socket hang up");
});

test("whatever fails, at most one request is under way once the circuit is open, and every ask ends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 30, maxLength: 120 }),
      fc.integer({ min: 1, max: 12 }),
      async (luck, asks) => {
        const clock = stillClock();
        let sent = 0;
        let underWay = 0;
        let inARow = 0;
        const send = async (): Promise<Response> => {
          // Those that were on their way when the last failure was heard of are let be.
          const open = inARow >= PATIENCE.failuresToOpen + asks;
          underWay++;
          if (open) expect(underWay).toBe(1);
          await Promise.resolve();
          underWay--;
          const works = luck[sent++ % luck.length]!;
          inARow = works ? 0 : inARow + 1;
          return works ? good() : new Response("", { status: 500 });
        };
        const source = patientFetch(send, { clock });
        const ends = await Promise.allSettled(
          Array.from({ length: asks }, (_, k) => source.ask("https://somewhere", {}, createRandom("ask", k))),
        );
        expect(source.sent).toBe(sent);
        expect(source.failed).toBe(sent - ends.filter(({ status }) => status === "fulfilled").length);
      },
    ),
    { numRuns: 100 },
  );
});
