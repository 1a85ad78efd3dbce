import { z } from "zod";
import { type AuditCheck, audit, auditedBy } from "../honesty/index.ts";
import { FEATURE_OPTION, parseOptions } from "./options.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  market: z.string().default("synthetic"),
  bundle: z.string().optional(),
  feature: z.array(z.string()),
});

/** `trident audit`: whether the pipeline, a feature of one's own or a bundle leaks the future. */
export function registerAudit(program: Program): void {
  program.add(
    "audit",
    "Look for leaks of the future: inputs, labels, folds, fits, spans, fills; a feature of one's own, a bundle.",
    async (call, _, given) => {
      const { market, bundle, feature } = parseOptions(schema, given);
      const features = feature.map((file) => call.input(file));
      const folder = bundle === undefined ? undefined : call.input(bundle);
      const panel = await readPanelArgument(call, call.panel(market), undefined);
      const { checks, ...audited } = await audit(panel, {
        features,
        ...(folder !== undefined && { bundle: folder }),
        onStep: (name) => call.progress(name),
      });
      const failed = checks.filter(({ passed }) => !passed);
      const judged =
        failed.length === 0
          ? `${checks.length} checks passed: no leak was seen`
          : `${failed.length} of ${checks.length} checks did not pass`;
      return {
        json: { checks, ...audited },
        text: [...checks.map(line), judged].join("\n"),
        failed: failed.length > 0,
      };
    },
    (command) =>
      command
        .option(...FEATURE_OPTION)
        .option("--bundle <bundle>", "also this bundle, of 'trident train'")
        .option("--market <panel>", PANEL_HELP, "synthetic"),
  );
}

function line({ id, subject, passed, detail }: AuditCheck): string {
  const known = auditedBy(id);
  const head = `${passed ? "passed" : "FAILED"}  ${id.padEnd(18)} ${subject}: ${detail}`;
  if (!known) return head;
  return `${head}\n        catches: ${known.catches.join("; ")}\n        cannot see: ${known.cannotSee}`;
}
