import { formatBytes, formatSeconds } from "trident-base";
import { z } from "zod";
import { profileOf } from "../runtime/index.ts";
import { MEMBERS, planTraining, type TrainingPlan } from "../trident/index.ts";
import { memberList, USUAL_LIST } from "./memberList.ts";
import { count, parseOptions, profile } from "./options.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  profile,
  clusters: count,
  trials: count.optional(),
  members: memberList,
  workers: count.optional(),
  nodes: count,
  gpus: z.coerce.number().int().min(0),
  seed: z.coerce.number().int().min(0).max(0xffff_ffff),
});

/** `trident plan DIR --profile P`: what a training would take, by trials that are measured on a sample. */
export function registerPlan(program: Program): void {
  program.add(
    "plan",
    "Say what a training would take: time with its uncertainty, memory, disk; by trials measured on a sample.",
    async (call, [folder], given) => {
      const options = parseOptions(schema, given);
      const dataset = call.input(folder!, "Make it with 'trident dataset PANEL --out DIR'.");
      const plan = await planTraining(dataset, {
        ...options,
        profile: profileOf(options.profile).trident,
        members: options.members.map((name) => MEMBERS[name]),
        onProgress: (done, total, note) => call.progress(`${done} of ${total} samples measured; ${note}`),
      });
      return { json: plan, text: describe(plan, options.profile) };
    },
    (command) =>
      command
        .argument("<dir>", "the dataset's folder, of 'trident dataset'")
        .option("--profile <name>", "micro, quick, laptop or a100: folds, trials, trees", "laptop")
        .option("--clusters <number>", "groups of tickers that behave alike", "5")
        .option("--trials <number>", "trials of each engine in each cluster; by default the profile's")
        .option("--members <list>", "engines, separated by commas", USUAL_LIST)
        .option("--workers <number>", "trials at a time on one machine; by default as many as its cores allow")
        .option("--nodes <number>", "machines like this one, up to which it is told", "1")
        .option("--gpus <number>", "GPUs of each", "0")
        .option("--seed <number>", "of clusters and samples", "42"),
  );
}

function describe(plan: TrainingPlan, name: string): string {
  const { rows, columns, clusters, trials, trees, folds, workers, trial, nodes, memory, disk, warnings } = plan;
  const engines = Object.entries(trial).map(([engine, seconds]) => `${engine} ${seconds.toFixed(1)} s`);
  const gpu = plan.gpus > 0 ? [`On a GPU: not measured yet`] : [];
  return [
    `${name}: ${rows} rows x ${columns} inputs; ${clusters} clusters, ${trials} trials of each engine of at most ${trees} trees, ${folds} folds, ${workers} at a time`,
    `A trial of the middle cluster: ${engines.join(", ")}`,
    ...nodes.map(
      (each) =>
        `On ${each.nodes === 1 ? "this machine" : `${each.nodes} like it`}: ${formatSeconds(each.seconds)} (${formatSeconds(each.low)} to ${formatSeconds(each.high)}), if no trial is pruned`,
    ),
    ...gpu,
    `Memory: ${formatBytes(memory.matrix)} of inputs that all share, ${formatBytes(memory.hosts)} of engine processes; disk: ${formatBytes(disk)}`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join("\n");
}
