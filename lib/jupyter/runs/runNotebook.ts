import { dirname, resolve } from "node:path";
import type { JsonObject } from "trident-base";
import { findKernelspec, type Kernelspec } from "../client/kernelspec.ts";
import { type Kernel, startKernel } from "../client/startKernel.ts";
import { type Notebook, readNotebook } from "../notebook/notebook.ts";
import { injectParameters, type ParameterValues } from "../notebook/parameters.ts";
import type { RunResult } from "./events.ts";
import { type ExecutionOptions, NotebookExecution } from "./notebookExecution.ts";

/** What to run, and how. */
export interface RunNotebookOptions extends ExecutionOptions {
  /** The content of `notebook`, where it has been read already. */
  readonly source?: Notebook;
  readonly parameters?: ParameterValues;
  /** The name of a kernel, instead of the one that the notebook names, or one that runs already and is left running. */
  readonly kernel?: string | Kernel;
  /** Environments whose kernels come before all others. */
  readonly prefixes?: readonly string[];
  /** The kernel's working folder; the notebook's own by default. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** How long the kernel may take to start, in seconds. */
  readonly readyTimeout?: number;
}

/**
 * Runs a notebook from top to bottom, as papermill does, until a cell fails that is not tagged `raises-exception`. The
 * executed notebook is valid and whole on disk at any moment, with what ran up to then; its metadata holds parameters,
 * times and what failed, in papermill's own form.
 *
 * @returns how it ended; a cell that failed is a result, not an exception.
 * @throws NotebookError, ParameterError, KernelError when it cannot begin; then nothing was run.
 */
export async function runNotebook(options: RunNotebookOptions): Promise<RunResult> {
  const { notebook: input, now = () => new Date(), signal } = options;
  const read = options.source ?? (await readNotebook(input));
  const spec = await chooseKernelspec(read, options);
  const source = freshSource(read, spec);
  const parameters = options.parameters ?? {};
  const run = new NotebookExecution(injectParameters(source, parameters, input), options, now());
  run.describeParameters(source, parameters);
  signal?.throwIfAborted();
  await run.save();
  options.onEvent?.({ type: "started", notebook: input, cells: run.cells.length });
  const began = performance.now();
  const kernel = typeof options.kernel === "object" ? options.kernel : await startFor(spec, options);
  try {
    options.onEvent?.({
      type: "kernel-ready",
      kernel: spec.name,
      pid: kernel.pid,
      seconds: (performance.now() - began) / 1000,
    });
    return await run.execute(kernel);
  } finally {
    if (kernel !== options.kernel) await kernel.shutdown();
  }
}

/** The notebook as one for this kernel, without what an earlier run left in its metadata. */
function freshSource(read: Notebook, { name, display_name, language }: Kernelspec): Notebook {
  const { failure, finished, complaints, ...trident } = (read.metadata.trident as JsonObject | undefined) ?? {};
  const metadata = { ...read.metadata, kernelspec: { name, display_name, language } };
  return { ...read, metadata: "trident" in read.metadata ? { ...metadata, trident } : metadata };
}

async function chooseKernelspec(
  notebook: Notebook,
  { kernel, prefixes = [], env }: RunNotebookOptions,
): Promise<Kernelspec> {
  if (typeof kernel === "object") return kernel.spec;
  const named = (notebook.metadata.kernelspec as JsonObject | undefined)?.name;
  const name = kernel ?? (typeof named === "string" ? named : "tslab");
  return findKernelspec(name, { prefixes, ...(env === undefined ? {} : { env }) });
}

function startFor(spec: Kernelspec, { notebook, cwd, env, readyTimeout, signal }: RunNotebookOptions): Promise<Kernel> {
  return startKernel(spec, {
    cwd: cwd ?? dirname(resolve(notebook)),
    ...(env === undefined ? {} : { env }),
    ...(readyTimeout === undefined ? {} : { readyTimeout }),
    ...(signal === undefined ? {} : { signal }),
  });
}
