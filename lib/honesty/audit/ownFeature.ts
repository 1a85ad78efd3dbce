import { isTridentError } from "trident-base";
import { checkFeature, type FeatureError, type FileFeature, readFeature } from "../../features/index.ts";
import type { AuditCheck } from "./check.ts";

/** A feature's file as the audit found it. */
export interface AuditedFeature {
  /** What it holds, if its own checks let it be used. */
  readonly feature: FileFeature["feature"] | undefined;
  readonly checks: readonly AuditCheck[];
}

/** Runs the checks of a feature of one's own; what refuses it becomes a check that did not pass. */
export async function auditFeature(file: string): Promise<AuditedFeature> {
  try {
    const { feature } = await readFeature(file);
    const subject = `feature ${feature.name}`;
    const checks = checkFeature(feature).map(({ id, passed, detail }) => ({ id, subject, passed, detail }));
    return { feature: checks.every(({ passed }) => passed) ? feature : undefined, checks };
  } catch (error) {
    if (!isTridentError(error) || error.name !== "FeatureError") throw error;
    const { check = "feature", message } = error as FeatureError;
    return { feature: undefined, checks: [{ id: check, subject: file, passed: false, detail: message }] };
  }
}
