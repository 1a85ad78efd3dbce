import { expect, test } from "vitest";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { cutSpans } from "./spans.ts";

const panel = await readPanel("synthetic:tickers=6,years=4,seed=2");
const labelsOf = (horizon: number) =>
  labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.05, horizon });
const all = Uint32Array.from({ length: panel.rows }, (_, row) => row);
const sessions = panel.calendar.length;

test.each([2, 5, 10])("three spans by date, each settled before the next begins (horizon %d)", (horizon) => {
  const labels = labelsOf(horizon);
  const { tuning, calibration, certificate, tooShort } = cutSpans(labels, all);
  const [first, last] = [Math.min, Math.max];
  const decisions = (rows: Uint32Array) => Array.from(rows, (row) => labels.decisionSession[row]!);
  const exits = (rows: Uint32Array) => Array.from(rows, (row) => labels.exitSession[row]!);
  expect(last(...exits(tuning.rows))).toBeLessThan(first(...decisions(calibration.rows)));
  expect(last(...exits(calibration.rows))).toBeLessThan(first(...decisions(certificate.rows)));
  const needed = Math.max(Math.ceil(sessions / 10), 25 * (horizon + 1));
  expect(first(...decisions(certificate.rows))).toBe(sessions - needed);
  expect(first(...decisions(calibration.rows))).toBe(sessions - needed - Math.ceil(sessions / 10));
  expect(tooShort).toBeNull();
});

test("blocks that would be over 30 % of the sessions: too short to certify, said with the numbers", () => {
  const labels = labelsOf(20);
  const { certificate, tooShort } = cutSpans(labels, all);
  expect(tooShort).toBe(`too short to certify: 25 blocks of 21 sessions are 525, over 30 % of ${sessions} sessions`);
  expect(labels.decisionSession[certificate.rows[0]!]).toBe(sessions - Math.ceil(sessions / 10));
});
