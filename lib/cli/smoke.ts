import { parseIsoDate } from "trident-base";
import { z } from "zod";
import { smokeTest } from "../deploy/index.ts";
import { loadBundle, readReference } from "../model/index.ts";
import { FEATURE_OPTION, parseOptions } from "./options.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  market: z.string(),
  today: z.string().transform(parseIsoDate).optional(),
  feature: z.array(z.string()),
});

/** Inputs whose drift a person reads. */
const SHOWN = 5;

/** `trident smoke BUNDLE --market PANEL`: may it trade today? */
export function registerSmoke(program: Program): void {
  program.add(
    "smoke",
    "Say whether a bundle may trade on the bars at hand: fresh, complete, long, sound; same predictions; drift.",
    async (call, [folder], given) => {
      const { market, today, feature } = parseOptions(schema, given);
      const [place, from] = [call.input(folder!), call.panel(market)];
      const features = feature.map((file) => call.input(file));
      const bundle = await loadBundle(place);
      const reference = await readReference(place, bundle.manifest);
      const panel = await readPanelArgument(call, from, undefined);
      const tested = await smokeTest(bundle, reference, panel, { features, ...(today === undefined ? {} : { today }) });
      const { mayTrade, checks, drift, decisions, bought } = tested;
      const marks = { true: "passed", false: "FAILED", null: "not checked" };
      return {
        json: tested,
        text: [
          `${tested.date}: ${mayTrade ? "may trade" : "may NOT trade"}; ${bought} of ${decisions} decisions of the last quarter are bought`,
          ...checks.map(({ id, passed, detail }) => `${id}: ${marks[`${passed}`]}, ${detail}`),
          ...drift.slice(0, SHOWN).map(({ input, index }) => `  ${input}: index ${index.toFixed(2)}`),
        ].join("\n"),
        failed: !mayTrade,
      };
    },
    (command) =>
      command
        .argument("<bundle>", "the bundle's folder, of 'trident train'")
        .requiredOption("--market <panel>", PANEL_HELP)
        .option("--today <date>", "the day that it is to trade after, for bars of the past; the clock's by default")
        .option(...FEATURE_OPTION),
  );
}
