import { join } from "node:path";
import type { LoadedBundle } from "./loadedBundle.ts";
import { BundleError, readBundle } from "./readBundle.ts";
import { verifyBundle } from "./verifyBundle.ts";

/**
 * Reads a bundle to predict with: every file is checked by its hash, and every model's trees are. Nothing of it is run.
 *
 * @throws BundleError if something is not what was saved; ModelFileError for a model that is not read here.
 */
export async function loadBundle(folder: string): Promise<LoadedBundle> {
  const manifest = await readBundle(folder);
  const fault = (await verifyBundle(folder)).find(({ passed, id }) => !passed && id !== "catalogue");
  if (fault) throw new BundleError(`the bundle is not whole: ${fault.subject} ${fault.detail}`, { where: [folder] });
  // The readers of the formats load when there is something to read.
  const { readMember } = await import("./evaluators/memberModel.ts");
  const models = await Promise.all(
    manifest.members.map(async ({ engine, file, cluster }) => {
      const model = await readMember(engine, join(folder, file));
      const { inputs, classes } = model;
      if (inputs === manifest.inputs.names.length && classes === manifest.classes) return model;
      throw new BundleError(
        `${engine} of cluster ${cluster} has ${inputs} inputs and ${classes} classes, the bundle ${manifest.inputs.names.length} and ${manifest.classes}`,
        { where: [join(folder, file)] },
      );
    }),
  );
  return { manifest, models };
}
