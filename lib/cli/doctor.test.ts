import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pinnedPackages, root } from "../setup/index.ts";
import { examine, type Finding, type Run } from "./doctor.ts";

const version = (name: string): string =>
  pinnedPackages(join(root, "environment.yml"))
    .find((line) => line.startsWith(`${name}==`))!
    .split("==")[1]!;

const python = (numpy: string): string =>
  JSON.stringify({ version: "3.12.1", found: { numpy, "scikit-learn": version("scikit-learn") } });

/** A machine on which these programs answer, told apart by a word of their command lines. */
const machine =
  (answers: Readonly<Record<string, string>>): Run =>
  async (program, args) => {
    const line = [program, ...args].join(" ");
    const known = Object.keys(answers).find((word) => line.includes(word));
    if (known === undefined) throw new Error(`spawn ${program} ENOENT`);
    return answers[known]!;
  };

const noHost = async () => {
  throw new Error("spawn python ENOENT");
};

const find = (findings: readonly Finding[], id: string): Finding => findings.find((each) => each.id === id)!;

describe("examine", () => {
  test("a bare machine: what is needed is missing, each with a remedy; a GPU and Chromium are not needed", async () => {
    const findings = await examine(machine({}), noHost);
    for (const id of ["zeromq", "@duckdb/node-api", "python", "engine"]) {
      expect(find(findings, id)).toMatchObject({ ok: false, remedy: "Run 'npm run setup'." });
      expect(find(findings, id)).not.toHaveProperty("optional");
    }
    expect(find(findings, "gpu")).toMatchObject({ ok: true, detail: expect.stringContaining("no GPU: CPU is used") });
    expect(find(findings, "chromium")).toMatchObject({ ok: false, optional: true });
    expect(find(findings, "node")).toMatchObject({ ok: true });
  });

  test("compares each pinned Python package with what is installed", async () => {
    const wrong = await examine(machine({ "importlib.metadata": python("1.26.0") }), noHost);
    expect(find(wrong, "python")).toMatchObject({ ok: true, detail: expect.stringContaining("3.12.1") });
    expect(find(wrong, "python/numpy")).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^1\.26\.0, wanted /),
    });
    expect(find(wrong, "python/scikit-learn")).toMatchObject({ ok: true, detail: version("scikit-learn") });
    expect(find(wrong, "python/pyarrow")).toMatchObject({
      ok: false,
      detail: expect.stringContaining("not installed"),
    });
  });

  test("names each engine of the host, and what its package is", async () => {
    const host = async () => ({
      engines: { forest: { version: "1.9.1", capabilities: [] }, boost: { version: null, capabilities: [] } },
    });
    const findings = await examine(machine({}), host);
    expect(find(findings, "engine/forest")).toEqual({ id: "engine/forest", ok: true, detail: "1.9.1, on the CPU" });
    expect(find(findings, "engine/boost")).toMatchObject({ ok: false, remedy: "Run 'npm run setup'." });
  });

  test("names the GPU", async () => {
    const findings = await examine(machine({ "nvidia-smi": "NVIDIA A100, 40960 MiB, 550.54\n" }), noHost);
    expect(find(findings, "gpu")).toEqual({ id: "gpu", ok: true, detail: "NVIDIA A100, 40960 MiB, 550.54" });
  });
});
