import { expect, test } from "vitest";
import { tooGood } from "../statistics/index.ts";
import { certify } from "./certificate.ts";
import { tridentVerdict } from "./tridentVerdict.ts";

const policy = { by: "alpha", threshold: 0.5, coverage: 0.1, value: 2 } as const;
const calendar = Int32Array.from({ length: 400 }, (_, i) => 18_000 + i);

const fine = tooGood([{ measure: "auc", estimate: 0, lowerBound: -0.01 }]);

/** A trade a session, of which so many of ten win. */
function certificateOf(wins: number, win = 0.01) {
  const session = Array.from({ length: 400 }, (_, i) => i);
  const net = session.map((i) => ((i * 7) % 10 < wins ? win : -0.01));
  return certify([{ from: 0, to: 399, session, net }], { horizon: 1, calendar, decisions: 4000 });
}

test("a verdict is its certificate's, line by line; a precision that was wished for decides nothing", () => {
  const good = tridentVerdict({ policy, certificate: certificateOf(8) }, fine);
  expect([good.status, ...good.lines.map(({ status }) => status)]).toEqual(["pass", "pass", "pass", "fail"]);
  expect(good.lines[1]!.value).toBe("80.00 %");
  const bad = tridentVerdict({ policy, certificate: certificateOf(5) }, fine);
  expect([bad.status, ...bad.lines.map(({ status }) => status)]).toEqual(["fail", "fail", "fail", "fail"]);
  const leaking = tooGood([{ measure: "auc", estimate: 0.2, lowerBound: 0.15 }]);
  const wild = tridentVerdict({ policy, certificate: certificateOf(8) }, leaking);
  expect([wild.status, wild.lines[0]!.id]).toEqual(["fail", "auc"]);
  const wishful = tridentVerdict({ policy, certificate: certificateOf(9, 0.0005) }, fine);
  expect(wishful.status).toBe("fail");
  const none = tridentVerdict({ policy: null, certificate: null }, fine);
  expect([none.status, none.lines[0]!.status]).toEqual(["not enough data", "not enough data"]);
});
