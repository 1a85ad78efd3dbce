import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type FileHash, hashFile } from "../files/index.ts";
import { unfitFile } from "./bundleFile.ts";
import { catalogueHash, readBundle } from "./readBundle.ts";

/** One thing that was looked at. */
export interface BundleCheck {
  readonly id: "manifest" | "catalogue" | "file" | "unlisted";
  readonly subject: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** What lies beside a bundle's own files: how it was made, and is no part of it. */
const BESIDE = new Set(["manifest.json", "run.json", "work", ".lock"]);

/**
 * Checks a bundle: that its manifest fits together, that every file has the bytes that the manifest names, that nothing
 * else lies among them, and that its features are computed as they were. Nothing of it is run.
 *
 * @throws BundleError if the folder has no manifest, or one that does not fit together.
 */
export async function verifyBundle(folder: string): Promise<readonly BundleCheck[]> {
  const { files, inputs } = await readBundle(folder);
  const same = inputs.catalogue === catalogueHash();
  const checks: BundleCheck[] = [
    { id: "manifest", subject: "manifest.json", passed: true, detail: "fits together" },
    {
      id: "catalogue",
      subject: "features",
      passed: same,
      detail: same ? "as this version computes them" : "this version computes them in another way: train it anew",
    },
  ];
  for (const [name, known] of Object.entries(files)) {
    const fault =
      (await unfitFile(folder, name, { exactly: known.bytes })) ?? (await changed(join(folder, name), known));
    checks.push({
      ...{ id: "file", subject: name, passed: fault === undefined },
      detail: fault ?? `${known.bytes} bytes`,
    });
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const name = join(entry.parentPath, entry.name).slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, "");
    if (BESIDE.has(name.split("/")[0]!) || Object.hasOwn(files, name)) continue;
    checks.push({ id: "unlisted", subject: name, passed: false, detail: "is not in the manifest" });
  }
  return checks;
}

async function changed(path: string, known: FileHash): Promise<string | undefined> {
  const found = await hashFile(path).catch(() => undefined);
  if (!found) return "cannot be read";
  return found.sha256 === known.sha256 && found.bytes === known.bytes ? undefined : "is not what was saved";
}
