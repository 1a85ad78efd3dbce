import { formatBytes } from "trident-base";
import { describeLabelling } from "../labels/index.ts";
import {
  type BundleManifest,
  certificateSentence,
  diffBundles,
  policySentence,
  readBundle,
  verifyBundle,
} from "../model/index.ts";
import type { Program } from "./program.ts";

const MAKE_ONE = "Make it with 'trident train DIR --out BUNDLE'.";
const BUNDLE_HELP = "the bundle's folder, of 'trident train'";

/** `trident bundle inspect|verify BUNDLE`, `diff A B`: what is in a model, whether it is what was saved, what changed. */
export function registerBundle(program: Program): void {
  program.add(
    "bundle inspect",
    "Say what is in a bundle: members, clusters, inputs, labels, spans, where it came from.",
    async (call, [folder]) => {
      const manifest = await readBundle(call.input(folder!, MAKE_ONE));
      return { json: manifest, text: describe(manifest) };
    },
    (command) => command.argument("<bundle>", BUNDLE_HELP),
  );
  program.add(
    "bundle verify",
    "Check that every file of a bundle is what was saved, and that this version computes its features.",
    async (call, [folder]) => {
      const checks = await verifyBundle(call.input(folder!, MAKE_ONE));
      const faults = checks.filter(({ passed }) => !passed);
      return {
        json: { passed: faults.length === 0, checks },
        text:
          faults.length === 0
            ? `${checks.length} checks passed`
            : faults.map(({ subject, detail }) => `${subject} ${detail}`).join("\n"),
        failed: faults.length > 0,
      };
    },
    (command) => command.argument("<bundle>", BUNDLE_HELP),
  );
  program.add(
    "bundle diff",
    "Say what two bundles differ in: labels, inputs, clusters, members, policy, certificate, data.",
    async (call, [a, b]) => {
      const differences = diffBundles(
        await readBundle(call.input(a!, MAKE_ONE)),
        await readBundle(call.input(b!, MAKE_ONE)),
      );
      return {
        json: { equal: differences.length === 0, differences },
        text:
          differences.length === 0
            ? "They are the same."
            : differences.map((each) => `${each.what}: ${told(each.a)} -> ${told(each.b)}`).join("\n"),
        failed: differences.length > 0,
      };
    },
    (command) => command.argument("<a>", BUNDLE_HELP).argument("<b>", "another one"),
  );
}

/** A value within a line. */
function told(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function describe(manifest: BundleManifest): string {
  const { labels, classes, inputs, clusters, members, spans, data, files, scorers, policy, certificate } = manifest;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return [
    `${members.length} members in ${clusters.length} clusters, ${formatBytes(bytes)}`,
    `Labels: ${labels.method} ${describeLabelling(labels)}, ${classes === 2 ? "BUY against the rest" : "SELL, HOLD, BUY"}`,
    `Inputs: ${inputs.names.length}, of ${inputs.history} bars before a decision`,
    `Data: ${data.source}; ${data.bias}`,
    `Trained on decisions from ${spans.tuning.from} to ${spans.tuning.to}`,
    `Held out: calibration from ${spans.calibration.from}, certificate from ${spans.certificate.from} to ${spans.certificate.to}`,
    ...(spans.tooShort === null ? [] : [`WARNING: ${spans.tooShort}`]),
    policy === null ? "Nothing is bought: the calibration span knew no threshold." : policySentence(policy),
    certificate === null ? "Not certified: no decision could be judged." : certificateSentence(certificate),
    ...clusters.map(({ number, name }, k) => {
      const mine = members.filter(({ cluster }) => cluster === number);
      const told = mine.map(
        ({ engine, trees, outOfFold: { auc, aucVolatilityOnly } }) =>
          `${engine} ${trees} trees, AUC ${auc.toFixed(3)} (volatility alone ${aucVolatilityOnly.toFixed(3)})`,
      );
      const asked = scorers[k]?.members.join(", ") ?? "none, it is not decided on";
      return `Cluster ${number}, ${name}: ${told.join("; ")}; asked: ${asked}`;
    }),
  ].join("\n");
}
