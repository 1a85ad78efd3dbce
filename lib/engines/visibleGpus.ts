import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * The GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them: those of that variable where it is set, else
 * all that `nvidia-smi` lists, else none.
 */
export async function visibleGpus(): Promise<readonly string[]> {
  const chosen = process.env.CUDA_VISIBLE_DEVICES;
  if (chosen !== undefined) return chosen.split(",").filter((id) => id.trim() !== "" && id.trim() !== "-1");
  return promisify(execFile)("nvidia-smi", ["-L"], { timeout: 60_000 }).then(
    ({ stdout }) => [...stdout.matchAll(/^GPU (\d+):/gm)].map(([, index]) => index!),
    () => [],
  );
}
