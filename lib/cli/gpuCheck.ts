import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { describeGpus, writeTextAtomically } from "trident-base";
import { dataFolder } from "trident-base/project";
import { z } from "zod";
import { checkGpu, type EngineOnGpu, type GpuCheck } from "../engines/index.ts";
import { checkNetwork, type NetworkOnGpu } from "./networkOnGpu.ts";
import { count, parseOptions } from "./options.ts";
import { outputFolder } from "./outputFolder.ts";
import type { Program } from "./program.ts";

/** What `gpu-check.json` holds. */
interface Found extends GpuCheck {
  /** Name, memory and driver, as nvidia-smi tells them; null where there is none. */
  readonly gpu: string | null;
  readonly cpu: string;
  readonly network: NetworkOnGpu;
  /** True if XGBoost and CatBoost train on the GPU and all that was measured agrees with the CPU. */
  readonly ok: boolean;
}

/** LightGBM's wheel knows OpenCL alone, which a GPU need not have. */
const MAY_REFUSE: readonly string[] = ["lightgbm"];
/** How far contributions of one model may be apart, in log-odds: sums in another order. */
const CONTRIBUTION_TOLERANCE = 1e-3;
const FILES = ["gpu-check.json", "gpu-check.md"] as const;

const schema = z.object({
  rows: z
    .string()
    .transform((text): unknown[] => text.split(","))
    .pipe(z.array(count)),
  out: z.string().optional(),
});

/** `npm run gpu-check`: each engine on the GPU beside the CPU, as a table and a record. */
export function registerGpuCheck(program: Program): void {
  program.add(
    "gpu-check",
    "Train each engine on the GPU beside the CPU, and write what was measured.",
    async (call, _, given) => {
      const options = parseOptions(schema, given);
      const place = options.out === undefined ? join(dataFolder, "gpu-check") : call.path(options.out);
      const out = await outputFolder(place, FILES, []);
      const gpu = await describeGpus();
      const rows = [...new Set(options.rows)].sort((a, b) => a - b);
      const check = await checkGpu({ rows, onNote: call.progress });
      const network = await checkNetwork();
      const cpu = `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} threads`;
      const found: Found = { gpu, cpu, ...check, network, ok: isOk(check, network) };
      await writeTextAtomically(join(out, FILES[0]), `${JSON.stringify(found, null, 2)}\n`);
      await writeTextAtomically(join(out, FILES[1]), gpuTable(found, rows));
      const files = FILES.map((name) => join(out, name));
      return { json: { out, ...found }, text: `${sentenceOf(found)} ${files.join(", ")}`, failed: !found.ok };
    },
    (command) =>
      command
        .option("--rows <list>", "rows of each training, separated by commas", "100000,500000,1500000")
        .option("--out <dir>", "folder of gpu-check.json and gpu-check.md; data/gpu-check by default"),
  );
}

function isOk({ engines, contributions }: GpuCheck, network: NetworkOnGpu): boolean {
  return (
    engines.every(({ engine, device }) => device !== null || MAY_REFUSE.includes(engine)) &&
    engines.every(({ trainings }) => trainings.every(({ agrees }) => agrees)) &&
    contributions !== null &&
    contributions.difference <= CONTRIBUTION_TOLERANCE &&
    (network.seconds === null || network.learns)
  );
}

function sentenceOf({ gpu, engines, ok }: Found): string {
  const trained = engines.filter(({ device }) => device !== null).map(({ engine }) => engine);
  if (trained.length === 0) {
    return `${gpu === null ? "There is no GPU on this machine" : `No engine trains on ${gpu}`}: nothing was measured.`;
  }
  const verdict = ok ? "and agree with the CPU" : "but not all is as on the CPU";
  return `${trained.join(", ")} train on ${gpu ?? "the GPU"}, ${verdict}.`;
}

/** The record as a Markdown table, a line an engine and size; what was not measured says so, and why. */
export function gpuTable(found: Omit<Found, "ok">, rows: readonly number[]): string {
  const { gpu, cpu, engines, contributions, network } = found;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const seconds = (value: number): string => value.toFixed(2);
  const unmeasured = (what: string, size: string, why: string): string =>
    line([what, size, "not measured", why.replaceAll("|", "\\|"), "", "", ""]);
  const ofEngine = ({ engine, device, refusal, trainings }: EngineOnGpu): readonly string[] =>
    device === null
      ? [unmeasured(engine, rows.join(", "), refusal!)]
      : trainings.map(({ rows: size, seconds: took, auc, agrees }) =>
          line([
            ...[engine, String(size), seconds(took.cpu), seconds(took.gpu), (took.cpu / took.gpu).toFixed(1)],
            ...[`${auc.cpu.toFixed(4)}, ${auc.gpu.toFixed(4)}`, agrees ? "yes" : "no"],
          ]),
        );
  const explained =
    contributions === null
      ? unmeasured("contributions (XGBoost)", "", "XGBoost does not train on a GPU here")
      : line([
          ...["contributions (XGBoost)", String(contributions.rows), seconds(contributions.seconds.cpu)],
          ...[
            seconds(contributions.seconds.gpu),
            (contributions.seconds.cpu / contributions.seconds.gpu).toFixed(1),
            "",
          ],
          contributions.difference <= CONTRIBUTION_TOLERANCE ? "yes" : "no",
        ]);
  const learned =
    network.seconds === null || network.device !== "cuda"
      ? unmeasured("network (TensorFlow.js)", "", network.note)
      : line([
          "network (TensorFlow.js)",
          String(network.rows),
          "",
          seconds(network.seconds),
          "",
          "",
          network.learns ? "yes" : "no",
        ]);
  return [
    `GPU: ${gpu ?? "none"}. CPU: ${cpu}.`,
    "",
    line(["what", "rows", "CPU, s", "GPU, s", "CPU / GPU", "AUC on the CPU, on the GPU", "agree"]),
    line(Array.from({ length: 7 }, () => "---")),
    ...engines.flatMap(ofEngine),
    explained,
    learned,
    "",
  ].join("\n");
}
