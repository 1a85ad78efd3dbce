import type { BestParams } from "../labels/index.ts";

/** The numbers by which two label searches are compared. */
export function searchRecord({
  published,
  honest,
  holdout,
  study,
}: BestParams): Readonly<Record<string, number | string | null>> {
  const later = "reason" in holdout ? undefined : holdout;
  return Object.fromEntries(
    Object.entries({ published, honest }).flatMap(([name, { value, deflated, method, profit, stop, horizon }]) =>
      Object.entries({
        ...{ method, profit, stop, horizon, objective: value, deflated },
        beta: study.beta[name as "published" | "honest"],
        later_alpha: later?.[name as "published" | "honest"]?.dailyAlpha ?? null,
      }).map(([key, each]) => [`${name}_${key}`, each]),
    ),
  );
}
