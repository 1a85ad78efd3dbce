import { type HeldLock, lockFolder } from "trident-base";
import { RunError } from "./errors.ts";

/**
 * Locks a run's folder until it is released, or its holder is gone.
 *
 * @throws RunError when another run holds it, or the folder cannot be written in.
 */
export async function lockRun(folder: string): Promise<HeldLock> {
  const lock = await lockFolder(folder).catch((cause: Error) => {
    throw new RunError(`The run's folder cannot be written in: ${cause.message}`, {
      where: [folder],
      remedy: "See to its permissions and to the disk's free space, or give another folder as --out",
      cause,
    });
  });
  if (lock) return lock;
  throw new RunError("Another run is going on in this folder", {
    where: [folder],
    remedy: "Wait until it is done, or give another folder as --out",
  });
}
