import type { VerdictLine } from "trident-base";
import type { AuditCheck } from "../audit/check.ts";

/** The line 'no leakage' of a checklist or a verdict: clean, not clean, or not audited. */
export function auditLine(audit: readonly AuditCheck[] | null): VerdictLine {
  const line = { id: "audit", title: "No leakage", threshold: "every check of the audit", interval: null };
  if (audit === null || audit.length === 0) {
    return { ...line, value: null, status: "not enough data", detail: "Not audited." };
  }
  const failed = audit.filter(({ passed }) => !passed);
  return {
    ...line,
    value: `${audit.length - failed.length} of ${audit.length} checks passed`,
    status: failed.length === 0 ? "pass" : "fail",
    detail: failed.map(({ id, subject, detail }) => `${id} (${subject}): ${detail}`).join("; "),
  };
}
