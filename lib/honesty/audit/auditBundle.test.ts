import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildDataset } from "../../dataset/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { type Panel, readPanel } from "../../market/index.ts";
import { profileOf } from "../../runtime/index.ts";
import { trainTrident } from "../../trident/index.ts";
import { auditBundle } from "./auditBundle.ts";

const MARKET = "synthetic:tickers=12,years=3,seed=6";
let folder: string;
let panel: Panel;
const bundle = (): string => join(folder, "bundle");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-bundle-"));
  panel = await readPanel(MARKET);
  await buildDataset(MARKET, { out: join(folder, "dataset") });
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    await trainTrident(join(folder, "dataset"), {
      ...{ out: bundle(), profile: profileOf("micro").trident, clusters: 2, members: ["lightgbm"], workers: 1, ledger },
    });
  } finally {
    ledger.close();
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a bundle's decisions do not change with later bars, and its files are whole", async () => {
  const checks = await auditBundle(bundle(), panel, []);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(checks.find(({ id }) => id === "later_bars")!.detail).toMatch(/^[1-9]\d* decisions are the same/);
});

test("a certificate that begins while the threshold was chosen fails", async () => {
  const path = join(bundle(), "manifest.json");
  const text = await readFile(path, "utf8");
  const manifest = JSON.parse(text) as { spans: Record<string, { from: string }> };
  manifest.spans.certificate!.from = manifest.spans.calibration!.from;
  await writeFile(path, JSON.stringify(manifest));
  const checks = await auditBundle(bundle(), panel, []);
  await writeFile(path, text);
  expect(checks.filter(({ passed }) => !passed).map(({ id }) => id)).toEqual(["spans"]);
});
