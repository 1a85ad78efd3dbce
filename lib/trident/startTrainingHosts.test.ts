import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { EngineHost } from "../engines/index.ts";
import { startTrainingHosts } from "./startTrainingHosts.ts";

const folder = mkdtempSync(join(tmpdir(), "hosts-test-"));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** What each process is told of GPUs; undefined where it is told nothing. */
async function seenBy(hosts: readonly EngineHost[]): Promise<readonly (string | undefined)[]> {
  try {
    const infos = await Promise.all(hosts.map((host) => host.info()));
    const told = infos.map(({ pid }) => readFileSync(`/proc/${pid}/environ`, "utf8"));
    return told.map((text) => /(?:^|\0)CUDA_VISIBLE_DEVICES=([^\0]*)/.exec(text)?.[1]);
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
  }
}

test.runIf(process.platform === "linux")("on GPUs a process has one to itself; more of them share", async () => {
  const program = join(folder, "nvidia-smi");
  writeFileSync(
    program,
    "#!/bin/sh\necho 'GPU 0: NVIDIA A100 (UUID: GPU-a)'\necho 'GPU 1: NVIDIA A100 (UUID: GPU-b)'\n",
  );
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
  vi.stubEnv("CUDA_VISIBLE_DEVICES", undefined);
  expect(await seenBy(await startTrainingHosts({ threads: 1 }, { device: "auto" }))).toEqual([undefined, "0", "1"]);
  const three = await startTrainingHosts({ threads: 1 }, { device: "cuda", workers: 3 });
  expect(await seenBy(three)).toEqual([undefined, "0", "1", "0"]);
  expect(await seenBy(await startTrainingHosts({ threads: 1 }, { workers: 2 }))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  vi.stubEnv("CUDA_VISIBLE_DEVICES", "1");
  expect(await seenBy(await startTrainingHosts({ threads: 1 }, { device: "auto" }))).toEqual(["1", "1"]);
});
