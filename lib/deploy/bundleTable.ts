import { formatBytes } from "trident-base";
import { htmlTable } from "../charts/index.ts";
import type { BundleCheck, BundleManifest } from "../model/index.ts";

/** The files of a bundle as HTML: size, hash, and what `verifyBundle` found; below them whatever else it looked at. */
export function bundleTable({ files }: Pick<BundleManifest, "files">, checks: readonly BundleCheck[]): string {
  const rows = checks.map(({ id, subject, passed, detail }) => {
    const file = id === "file" && Object.hasOwn(files, subject) ? files[subject] : undefined;
    return { subject, file, found: passed ? (file ? "as saved" : detail) : `NOT as saved: ${detail}` };
  });
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return htmlTable(
    rows.toSorted((a, b) => (b.file?.bytes ?? -1) - (a.file?.bytes ?? -1)),
    [
      { title: "file", value: ({ subject }) => subject },
      { title: "size", value: ({ file }) => (file ? formatBytes(file.bytes) : "") },
      { title: "SHA-256", value: ({ file }) => (file ? `${file.sha256.slice(0, 16)}…` : "") },
      { title: "found", value: ({ found }) => found },
    ],
    `The bundle: ${Object.keys(files).length} files, ${formatBytes(bytes)}`,
  );
}
