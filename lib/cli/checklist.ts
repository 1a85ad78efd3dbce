import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJson, UsageError } from "trident-base";
import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import { type Audit, type ChecklistLine, checkBundle, shownEdge, type WalkForward } from "../honesty/index.ts";
import { describeLooks, Ledger } from "../ledger/index.ts";
import { closesOfTicker, findMarketSeries } from "../market/index.ts";
import { biasSentence } from "./biasSentence.ts";
import { countedIn, LEDGER_OPTION } from "./ledgerOption.ts";
import { count, FEATURE_OPTION, parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  market: z.string(),
  walkForward: z.string().optional(),
  audit: z.string().optional(),
  feature: z.array(z.string()),
  spy: z.string().optional(),
  draws: count.optional(),
  ledger: z.string().optional(),
});

const audited = z.object({
  checks: z.array(z.object({ id: z.string(), subject: z.string(), passed: z.boolean(), detail: z.string() })),
  bars: z.string(),
  bundle: z.string().nullable(),
});

/** `trident checklist BUNDLE --market PANEL`: the production checklist and the edge verdict, on bars after the bundle's. */
export function registerChecklist(program: Program): void {
  program.add(
    "checklist",
    "Judge a bundle by the production checklist on bars after its own: pass, fail, or not enough data.",
    async (call, [folder], given) => {
      const options = parseOptions(schema, given);
      const bundle = call.input(folder!, "Make it with 'trident train DIR --out BUNDLE'.");
      const market = call.panel(options.market);
      const ledgerFile = options.ledger === undefined ? undefined : call.path(options.ledger);
      if (ledgerFile !== undefined) await outputFile(ledgerFile, [bundle, market]);
      const walked = options.walkForward && (await readWalk(call.input(options.walkForward)));
      const audit = options.audit && (await readAudit(call.input(options.audit)));
      const panel = await readPanelArgument(call, market, undefined);
      const spy = await findMarketSeries("spy", market, {
        file: options.spy && call.input(options.spy),
        closesOf: (ticker) => closesOfTicker(panel, ticker),
      });
      const ledger = new Ledger(ledgerFile);
      try {
        const found = await checkBundle(bundle, panel, {
          ...{ ledger, spy, draws: options.draws },
          features: options.feature.map((file) => call.input(file)),
          ...(walked && { walked }),
          ...(audit && { audit }),
        });
        const { json, text } = countedIn(ledger);
        const seen =
          found.looked.openings === 0
            ? "The market has no bars after the bundle's own."
            : `These bars were ${describeLooks(found.looked)}.`;
        const lines = [
          ...found.lines.map(line),
          ...found.edge.lines.map((each) => `  ${each.status}: ${each.title}, ${shownEdge(each)}. ${each.detail}`),
        ];
        return {
          json: { bundle, market, ...found, ...json },
          text: [found.sentence, seen, biasSentence(found.bias), ...lines, ...text].join("\n"),
        };
      } finally {
        ledger.close();
      }
    },
    (command) =>
      command
        .argument("<bundle>", "a bundle's folder")
        .requiredOption("--market <panel>", PANEL_HELP)
        .option("--walk-forward <dir>", "of 'trident walk-forward' on these bars")
        .option("--audit <file>", "what 'trident audit --json' said of this bundle")
        .option(...FEATURE_OPTION)
        .option("--spy <file>", "closes of SPY; by default spy.parquet or spy.csv beside the market, or its ticker")
        .option("--draws <number>", "of the blind opponent; 1000 by default, fewer for very many decisions")
        .option(...LEDGER_OPTION),
  );
}

function line({ title, status, value, asked, lower, upper, nEffective }: ChecklistLine): string {
  const shown = (each: number | string | null): string =>
    typeof each === "number" ? formatNumber(each, 3) : (each ?? "not known");
  const bounds = lower === null && upper === null ? "" : `, ${shown(lower)} to ${shown(upper)} by one-sided bounds`;
  const effective = nEffective === null ? "" : `, ${formatNumber(nEffective)} effective`;
  return `${status}: ${title}, ${shown(value)} (asked ${shown(asked)}${bounds}${effective})`;
}

async function readWalk(folder: string): Promise<WalkForward> {
  const file = join(folder, "walk-forward.json");
  const text = await readFile(file, "utf8").catch(() => "");
  const walked = parseJson(text) as WalkForward | undefined;
  if (Array.isArray(walked?.steps)) return walked;
  throw new UsageError("there is no walk-forward that has ended", {
    where: [file],
    remedy: "Make it with 'trident walk-forward PANEL --out DIR', or go on with it by --resume.",
  });
}

async function readAudit(file: string): Promise<Audit> {
  const found = audited.safeParse(parseJson(await readFile(file, "utf8")));
  if (found.success) return found.data as Audit;
  throw new UsageError("the file holds no audit", {
    where: [file],
    remedy: "Give what 'trident audit --json' printed.",
  });
}
