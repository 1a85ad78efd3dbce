import type { BundleManifest } from "./bundle.ts";

/** One thing in which two bundles differ; undefined where one has nothing there. */
export interface BundleDifference {
  /** Where in the manifest: `labels.horizon`, `members.2-xgboost.trees`. */
  readonly what: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What two bundles differ in, in the order of the manifest; members and clusters are compared by what they are called. */
export function diffBundles(a: BundleManifest, b: BundleManifest): readonly BundleDifference[] {
  return differences("", named(a), named(b));
}

/** A manifest whose lists are keyed by what they hold. */
function named(manifest: BundleManifest): object {
  const { clusters, members, scorers } = manifest;
  return {
    ...manifest,
    inputs: { ...manifest.inputs, names: keyed(manifest.inputs.names, (name) => name) },
    clusters: keyed(clusters, ({ number }) => String(number)),
    members: keyed(members, ({ cluster, engine }) => `${cluster}-${engine}`),
    scorers: keyed(scorers, (_, place) => String(place + 1)),
  };
}

function keyed<T>(list: readonly T[], key: (each: T, place: number) => string): ReadonlyMap<string, T> {
  return new Map(list.map((each, place) => [key(each, place), each]));
}

function differences(what: string, a: unknown, b: unknown): readonly BundleDifference[] {
  const [inA, inB] = [entriesOf(a), entriesOf(b)];
  if (!inA || !inB) return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ what, a, b }];
  const keys = new Set([...inA.keys(), ...inB.keys()]);
  return [...keys].flatMap((key) => differences(what === "" ? key : `${what}.${key}`, inA.get(key), inB.get(key)));
}

/** What is looked into; lists of numbers are told as they are. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) return value;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}
