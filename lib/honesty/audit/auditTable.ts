import { htmlTable } from "../../charts/index.ts";
import type { Audit } from "./audit.ts";
import { AUDIT_CHECKS, type AuditCheck, type AuditCheckKind } from "./check.ts";

/** The planted leaks that a check is known to catch, and what it cannot see; nothing of checks that have none. */
export function auditedBy(id: AuditCheck["id"]): AuditCheckKind | undefined {
  return (AUDIT_CHECKS as Readonly<Record<string, AuditCheckKind>>)[id];
}

/** Shows an audit as HTML: what was looked at, what was found, which planted leaks each check catches. */
export function auditTable({ checks }: Audit): string {
  return htmlTable(
    checks,
    [
      { title: "check", value: ({ id }) => id },
      { title: "subject", value: ({ subject }) => subject },
      { title: "passed", value: ({ passed }) => (passed ? "yes" : "NO") },
      { title: "detail", value: ({ detail }) => detail },
      { title: "catches", value: ({ id }) => auditedBy(id)?.catches.join("; ") ?? "" },
      { title: "cannot see", value: ({ id }) => auditedBy(id)?.cannotSee ?? "" },
    ],
    "Leakage audit: a check that passes has seen no leak, and says what it cannot see",
  );
}
