import type { AuditCheck } from "./check.ts";
import type { AuditSubject } from "./subject.ts";

/** Asks that each span's outcomes are settled before the next one's first decision. */
export function checkSpans({ pipeline, labels }: AuditSubject): readonly AuditCheck[] {
  const { tuning, calibration, certificate } = pipeline.spans(labels);
  const { decisionSession, exitSession } = labels;
  const named = [
    ["tuning", tuning.rows],
    ["calibration", calibration.rows],
    ["certificate", certificate.rows],
  ] as const;
  const ends = named.map(([name, rows]) => ({
    name,
    first: rows.reduce((least, row) => Math.min(least, decisionSession[row]!), Number.POSITIVE_INFINITY),
    last: rows.reduce((most, row) => Math.max(most, exitSession[row]!), -1),
  }));
  const k = ends.findIndex((each, i) => i > 0 && each.first <= ends[i - 1]!.last);
  return [
    {
      ...{ id: "spans", subject: "tuning, calibration, certificate", passed: k < 0 },
      detail:
        k < 0
          ? "each span's outcomes are settled before the next one begins"
          : `decisions of the ${ends[k]!.name} span begin before the outcomes of the ${ends[k - 1]!.name} span are settled. Cut them by date and purge between them`,
    },
  ];
}
