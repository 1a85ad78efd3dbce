import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UsageError, writeAtomically } from "trident-base";
import { currentSession } from "../runtime/index.ts";
import type { EngineName } from "./engines.ts";
import { EngineDeviceUnavailable } from "./errors.ts";
import type { EngineHost, EngineHostInfo, EngineHostOptions, EngineModel, EngineSet } from "./host.ts";
import type { CallOptions, HostProcess } from "./hostProcess.ts";
import type { HostProgram } from "./hostProgram.ts";
import { networkProgram } from "./network/networkProgram.ts";
import { withNetworks } from "./network/withNetworks.ts";
import { readNpyFloat64, writeNpy } from "./npy.ts";
import { pythonProgram } from "./python.ts";
import { countRows, encodeRows } from "./rows.ts";
import {
  checkData,
  checkMatrixFile,
  checkSettings,
  checkThreads,
  type PredictData,
  type TrainingData,
} from "./training.ts";

/** The engine host of this session, networks included, started on first use. */
export function engineHost(): EngineHost {
  return currentSession().resource(
    "engine host",
    () => startMemberHost(),
    (host) => host.close(),
  );
}

/**
 * An engine host of one's own that trains networks too, in a process that starts with the first of them.
 *
 * @param host what trains all else; a process of its own by default.
 * @param gpu the one that both may use, as `visibleGpus` names it; all by default.
 */
export function startMemberHost(host?: EngineHost, gpu?: string): EngineHost {
  const on = (program: HostProgram): HostProgram =>
    gpu === undefined ? program : { ...program, env: { ...program.env, CUDA_VISIBLE_DEVICES: gpu } };
  return withNetworks(
    host ?? startEngineHost({ program: on(pythonProgram(undefined)) }),
    startEngineHost({ program: on(networkProgram()) }),
  );
}

/** An engine host of one's own. The process starts with the first call, and again with the call after a crash. */
export function startEngineHost({ python, program, scratch = tmpdir() }: EngineHostOptions = {}): EngineHost {
  let process: HostProcess | undefined;
  const sets = new Map<EngineSet, KnownSet>();
  let queue: Promise<unknown> = Promise.resolve();

  const call = async <T>(method: string, params: object, options?: CallOptions): Promise<T> => {
    if (!process?.running) {
      // With its protocol, on first use.
      const { HostProcess } = await import("./hostProcess.ts");
      process = new HostProcess(program ?? pythonProgram(python));
    }
    return process.call<T>(method, params, options);
  };
  /** Calls go one after another, so that a host which must be ended for one of them takes no other along. */
  const inTurn = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    const before = queue;
    const mine = Promise.withResolvers<void>();
    queue = mine.promise;
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      before.then(() => mine.resolve());
    }
  };
  const withFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
    const folder = await mkdtemp(join(scratch, "trident-"));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  /** Has the rows of a set made ready in the process that runs now, and gives their name there. */
  const ready = async (known: KnownSet, options: CallOptions): Promise<string> => {
    const { engine, data, checked } = known;
    if (known.id !== undefined && known.process === process && process?.running) return known.id;
    const { columns, matrix, threads } = checked;
    const device = known.device ?? checked.device;
    known.id = await withFolder(async (folder) => {
      const file = (name: string): string => join(folder, `${name}.npy`);
      await writeNpy(file("rows"), checked.rows.values, checked.rows.shape);
      await writeNpy(file("target"), data.target);
      if (data.weight) await writeNpy(file("weight"), data.weight);
      const { id } = await call<{ id: string }>(
        "prepare",
        {
          ...{ engine, matrix, columns, device, threads, rows: file("rows"), target: file("target") },
          weight: data.weight ? file("weight") : null,
          stopping: data.stopping ?? null,
        },
        { signal: options.signal },
      );
      return id;
    });
    known.process = process;
    return known.id;
  };
  const fitKnown = async <E extends EngineName>(
    known: KnownSet,
    settings: object,
    options: CallOptions = {},
  ): Promise<EngineModel<E>> => {
    const { columns } = known.checked;
    const engine = known.engine as E;
    try {
      const set = await ready(known, options);
      return await withFolder(async (folder) => {
        const importances = join(folder, "importances.npy");
        const fitted = await call<Fitted>("fit", { set, ...settings, importances }, options);
        const note = known.note ?? fitted.note;
        return { ...fitted, note, engine, columns, importances: await readNpyFloat64(importances, columns.length) };
      });
    } catch (error) {
      if (!(error instanceof EngineDeviceUnavailable) || known.checked.device !== "auto" || known.device) throw error;
      // The GPU was there, and failed in this training: its memory may be full. The CPU does it all.
      await forget(known);
      known.device = "cpu";
      known.note = error.message;
      return fitKnown(known, settings, options);
    }
  };
  const forget = async (known: KnownSet): Promise<void> => {
    if (known.id !== undefined && known.process === process && process?.running) {
      await call("release", { id: known.id });
    }
    known.id = undefined;
  };
  const overRows = (
    method: "predict" | "contributions",
    model: EngineModel,
    width: number,
    data: PredictData,
    options: CallOptions | undefined,
  ): Promise<Float64Array> => {
    checkMatrixFile(data.matrix);
    const rows = encodeRows(data.rows, data.matrix.rows);
    const threads = checkThreads(data.threads);
    return inTurn(options?.signal, () =>
      withFolder(async (folder) => {
        const out = join(folder, "out.npy");
        await writeNpy(join(folder, "rows.npy"), rows.values, rows.shape);
        const where = { matrix: data.matrix.path, rows: join(folder, "rows.npy"), out };
        await call(method, { id: model.id, threads, ...where }, options);
        return readNpyFloat64(out, countRows(data.rows) * width);
      }),
    );
  };

  return {
    fit: async (engine, data, options) => {
      const settings = await checkSettings(engine, data);
      const known: KnownSet = { engine, data, checked: checkData(engine, data) };
      return inTurn(options?.signal, async () => {
        try {
          return await fitKnown<typeof engine>(known, settings, options);
        } finally {
          await forget(known);
        }
      });
    },
    prepare: async (engine, data, options) => {
      const checked = checkData(engine, data);
      const known: KnownSet = { engine, data, checked };
      await inTurn(options?.signal, () => ready(known, options ?? {}));
      const set = { engine, columns: checked.columns, rows: checked.count };
      sets.set(set, known);
      return set;
    },
    fitOn: async (set, given, options) => {
      const settings = await checkSettings(set.engine, given);
      const known = sets.get(set);
      if (!known) throw new UsageError("this set was released, or belongs to another engine host");
      return inTurn(options?.signal, () => fitKnown(known, settings, options));
    },
    predict: async (model, data, options) => {
      const classes = model.classes.length;
      const all = await overRows("predict", model, classes, data, options);
      return classes === 2 ? Float64Array.from({ length: all.length / 2 }, (_, i) => all[2 * i + 1]!) : all;
    },
    contributions: async (model, data, options) => {
      const margins = model.classes.length === 2 ? 1 : model.classes.length;
      return overRows("contributions", model, margins * (model.columns.length + 1), data, options);
    },
    save: (model, path) =>
      writeAtomically(resolve(path), (temporary) =>
        inTurn(undefined, async () => void (await call("save", { id: model.id, path: temporary }))),
      ),
    load: async (engine, path, { columns, classes }) =>
      inTurn(undefined, () =>
        withFolder(async (folder) => {
          const importances = join(folder, "importances.npy");
          const given = { engine, path: resolve(path), columns, classes, importances };
          const loaded = await call<Omit<Fitted, "seconds" | "threads" | "note">>("load", given);
          const read = await readNpyFloat64(importances, columns.length);
          return { ...loaded, engine, columns, importances: read, seconds: 0, threads: 1, note: null };
        }),
      ),
    release: (held) =>
      inTurn(undefined, async () => {
        if ("id" in held) {
          if (process?.running) await call("release", { id: held.id });
          return;
        }
        const known = sets.get(held);
        sets.delete(held);
        if (known) await forget(known);
      }),
    study: (action, params) => inTurn(undefined, () => call(`study/${action}`, params)),
    info: () => inTurn(undefined, () => call<EngineHostInfo>("info", {})),
    close: async () => {
      await process?.close();
      process = undefined;
    },
  };
}

type Fitted = Omit<EngineModel, "engine" | "columns" | "importances">;

/** A set as this side knows it: how it is made, and where it is. */
interface KnownSet {
  readonly engine: EngineName;
  readonly data: TrainingData;
  readonly checked: ReturnType<typeof checkData>;
  id?: string | undefined;
  process?: HostProcess | undefined;
  /** "cpu" once a GPU has failed in a fit. */
  device?: "cpu";
  note?: string;
}

/** Waits for something without a result, or throws the signal's reason if that comes first. */
async function orAborted(wait: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (!signal) return void (await wait);
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
