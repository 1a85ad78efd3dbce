import { isoDate, type Table } from "trident-base";
import type { Fold } from "./fold.ts";

/** Folds as a notebook shows them: how many rows each side has, and which dates are tested. */
export function foldsTable(folds: readonly Fold[]): Table {
  const column = (name: string, type: string, value: (fold: Fold) => unknown) => ({
    name,
    type,
    value: (k: number) => value(folds[k]!),
  });
  return {
    title: "Folds",
    rows: folds.length,
    columns: [
      column("fold", "string", ({ name }) => name),
      column("train rows", "int32", ({ train }) => train.length),
      column("test rows", "int32", ({ test }) => test.length),
      column("test from", "date", ({ testFrom }) => isoDate(testFrom)),
      column("test to", "date", ({ testTo }) => isoDate(testTo)),
      column("purged", "int32", ({ purged }) => purged),
      column("embargoed", "int32", ({ embargoed }) => embargoed),
    ],
  };
}
