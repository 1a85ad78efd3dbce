import { setTimeout as later } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EngineHost } from "../engines/index.ts";
import { shareHosts } from "./shareHosts.ts";

/** Stand-ins: they are told apart, nothing is asked of them. */
const hostsOf = (count: number): EngineHost[] => Array.from({ length: count }, (_, k) => ({ k }) as never);
const planOf = (rows: number) => ({ engine: "xgboost" as const, rows: new Uint32Array(rows) });

test("every piece is done once, by one host at a time, and results are those of the plans", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }), { maxLength: 5 }),
      async (count, members) => {
        const busy = new Set<EngineHost>();
        const plans = members.map((pieces) => ({ ...planOf(pieces.length), pieces }));
        const stop = new AbortController();
        const found = await shareHosts(plans, hostsOf(count), stop, async ({ pieces }, hosts) => {
          expect(hosts.most).toBe(count);
          return Promise.all(
            pieces.map((ticks, k) =>
              hosts.run(async (host) => {
                expect(busy.has(host)).toBe(false);
                busy.add(host);
                for (let tick = 0; tick < ticks; tick++) await later(0);
                busy.delete(host);
                return k;
              }),
            ),
          );
        });
        expect([...found]).toEqual(members.map((pieces) => pieces.map((_, k) => k)));
        expect(busy.size).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test("a host without a member left helps with the last one, and none does before", async () => {
  const hosts = hostsOf(2);
  const doneBy = new Map<string, EngineHost[]>();
  const plans = [10, 9, 1].map((rows) => ({ ...planOf(rows), name: `${rows} rows` }));
  const ended: string[] = [];
  await shareHosts(plans, hosts, new AbortController(), async ({ name }, { own, run }) => {
    const by: EngineHost[] = [];
    doneBy.set(name, by);
    const ticks = name === "10 rows" ? 8 : 1;
    await Promise.all(
      Array.from({ length: 6 }, () =>
        run(async (host) => {
          by.push(host);
          if (host !== own) expect(ended).toEqual(["9 rows", "1 rows"]);
          for (let tick = 0; tick < ticks; tick++) await later(1);
        }),
      ),
    );
    ended.push(name);
  });
  expect(new Set(doneBy.get("10 rows"))).toEqual(new Set(hosts));
  expect(new Set(doneBy.get("9 rows")).size).toBe(1);
});

test("what one member throws ends the others, helpers among them, and is thrown", async () => {
  const stop = new AbortController();
  const failure = new Error("no rows of class 1");
  let ended = false;
  const sharing = shareHosts([planOf(9), planOf(8)], hostsOf(3), stop, async ({ rows }, { run }) => {
    if (rows.length === 8) return run(async () => Promise.reject(failure));
    while (!stop.signal.aborted) await run(() => later(1));
    ended = true;
    stop.signal.throwIfAborted();
  });
  await expect(sharing).rejects.toBe(failure);
  expect(ended).toBe(true);
});
