import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "trident-base";
import type { RawAnswer } from "./askYahoo.ts";

/** What Yahoo has said about a ticker. */
export interface TickerAnswers {
  /** Charts, oldest first: the first of the whole range, each later one of what came after. */
  readonly charts: readonly RawAnswer[];
  /** The last answer that held no bars, if it came after them. */
  readonly refusal?: RawAnswer;
}

/** A folder of raw answers, a file a ticker. */
export interface AnswerCache {
  /** What is there; a file that is missing or damaged is no answer. */
  read(symbol: string): Promise<TickerAnswers>;
  /** Replaces what is there, atomically. */
  write(symbol: string, answers: TickerAnswers): Promise<void>;
}

/** The cache in this folder, which is made when it is first written to. */
export function answerCache(folder: string): AnswerCache {
  // The prefix keeps a ticker like CON or NUL from being a device on Windows.
  const fileOf = (symbol: string) => join(folder, `chart-${encodeURIComponent(symbol)}.json`);
  return {
    read: async (symbol) => {
      const text = await readFile(fileOf(symbol), "utf8").catch(() => "");
      try {
        const { charts, refusal } = JSON.parse(text) as TickerAnswers;
        const sound = Array.isArray(charts) && charts.every(isAnswer) && (refusal === undefined || isAnswer(refusal));
        if (sound) return { charts, ...(refusal ? { refusal } : {}) };
      } catch {
        // Asked again.
      }
      return { charts: [] };
    },
    write: (symbol, answers) => writeAtomically(fileOf(symbol), (file) => writeFile(file, JSON.stringify(answers))),
  };
}

function isAnswer(value: unknown): value is RawAnswer {
  const { status, body, from, to, answeredAt } = (value ?? {}) as Record<string, unknown>;
  return typeof body === "string" && [status, from, to, answeredAt].every(Number.isFinite);
}
