import { fileURLToPath } from "node:url";
import type { HostProgram } from "../hostProgram.ts";

/** The program that trains networks in a process of its own, in this Node. */
export function networkProgram(): HostProgram {
  const isSource = import.meta.url.includes(".ts");
  const worker = new URL(`./network.worker.${isSource ? "ts" : "js"}`, import.meta.url);
  worker.search = "";
  return {
    program: process.execPath,
    args: [...(isSource ? ["--conditions=source"] : []), fileURLToPath(worker)],
    // One core a process, as the other engines; and no log of the native library beside its errors.
    env: {
      TF_NUM_INTRAOP_THREADS: process.env.TF_NUM_INTRAOP_THREADS ?? "1",
      TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? "2",
      TF_DETERMINISTIC_OPS: "1",
      NODE_OPTIONS: undefined,
    },
    remedy: "Install it with `npm run setup -- --neural`, or leave mlp out of --members.",
  };
}
