import { describe, expect, test } from "vitest";
import { pinsOfVenv } from "../setup/index.ts";

import { examine, type Finding, type Run } from "./doctor.ts";

const version = (name: string): string =>
  pinsOfVenv()
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

  test("says of each engine where it trained, and why not on a GPU", async () => {
    const findings = await examine(machine({}), async () => [
      { engine: "random_forest", version: "1.9.1", trained: { device: "cpu", note: "it has none", seconds: 0.42 } },
      { engine: "xgboost", version: "3.2.0", trained: { device: "cuda", note: null, seconds: 0.21 } },
      { engine: "lightgbm", version: "4.7.0", failure: "no OpenCL" },
      { engine: "catboost", version: null },
    ]);
    const engine = (name: string): Finding => find(findings, `engine/${name}`);
    expect(engine("random_forest").detail).toBe("1.9.1, trained on the CPU in 0.4 s; it has none");
    expect(engine("xgboost")).toMatchObject({ ok: true, detail: "3.2.0, trained on the GPU (cuda) in 0.2 s" });
    expect(engine("lightgbm")).toMatchObject({ ok: false, detail: "4.7.0 does not train: no OpenCL" });
    expect(engine("catboost")).toMatchObject({ ok: false, remedy: "Run 'npm run setup'." });
  });

  test("names the GPU", async () => {
    const findings = await examine(machine({ "nvidia-smi": "NVIDIA A100, 40960 MiB, 550.54\n" }), noHost);
    expect(find(findings, "gpu")).toEqual({ id: "gpu", ok: true, detail: "NVIDIA A100, 40960 MiB, 550.54" });
  });
});
