import { parseIsoDate } from "trident-base";
import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import { certificateSentence, loadBundle, policySentence, predictDay, type Signal } from "../model/index.ts";
import { FEATURE_OPTION, parseOptions } from "./options.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  market: z.string(),
  date: z.string().transform(parseIsoDate).optional(),
  feature: z.array(z.string()),
});

/** `trident predict BUNDLE --market PANEL`: what a model says of every ticker on one day, in Node alone. */
export function registerPredict(program: Program): void {
  program.add(
    "predict",
    "Say what a bundle decides on each ticker of a panel on one day, without Python.",
    async (call, [folder], given) => {
      const { market, date, feature } = parseOptions(schema, given);
      const [place, from, features] = [
        call.input(folder!),
        call.panel(market),
        feature.map((file) => call.input(file)),
      ];
      const bundle = await loadBundle(place);
      const panel = await readPanelArgument(call, from, undefined);
      const result = await predictDay(bundle, panel, { date, features });
      const { signals, leftOut } = result;
      const bought = signals.filter(({ decision }) => decision === "BUY");
      const lines = [...bought]
        .sort((a, b) => b.probability - a.probability)
        .map(
          ({ ticker, cluster, probability, close, target, stop, horizon, why }) =>
            `${ticker}: BUY, ${formatNumber(probability, 1, "%")}, cluster ${cluster}; ` +
            `at ${close.toFixed(2)}: ${barrier("target", target)}${barrier("stop", stop)}${horizon} bars${reasonsOf(why)}`,
        );
      const out = leftOut.map(({ ticker, why }) => `${ticker}: no signal, ${why}`);
      const { policy, certificate } = bundle.manifest;
      const head = [
        `${result.date}: ${bought.length} of ${signals.length} tickers to buy`,
        policy === null ? "The bundle buys nothing: its calibration span knew no threshold." : policySentence(policy),
        certificate === null ? "Not certified: no decision could be judged." : certificateSentence(certificate),
      ];
      return { json: { ...result, policy, certificate }, text: [...head, ...lines, ...out].join("\n") };
    },
    (command) =>
      command
        .argument("<bundle>", "the bundle's folder, of 'trident train'")
        .requiredOption("--market <panel>", PANEL_HELP)
        .option("--date <date>", "the day of the decision; the panel's last by default, if it is not long past")
        .option(...FEATURE_OPTION),
  );
}

const barrier = (name: string, price: number | null): string => (price === null ? "" : `${name} ${price.toFixed(2)}, `);

function reasonsOf(why: Signal["why"]): string {
  if (why === null) return "";
  const told = why.map(
    ({ input, contribution }) => `${input} ${contribution > 0 ? "+" : ""}${contribution.toFixed(3)}`,
  );
  return `; why (logits): ${told.join(", ")}`;
}
