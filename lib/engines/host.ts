import type { BoosterName, EngineName, MemberName } from "./engines.ts";
import type { CallOptions } from "./hostProcess.ts";
import type { HostProgram } from "./hostProgram.ts";
import type { FitData, FitSettings, PredictData, TrainingData } from "./training.ts";

/** Rows that the host has gathered and binned once, for any number of fits; it keeps them until they are released. */
export interface EngineSet<E extends EngineName = EngineName> {
  readonly engine: E;
  readonly columns: readonly string[];
  /** Rows, those of the stopping slice included. */
  readonly rows: number;
}

/** Where something was trained. */
export interface EngineDevice {
  /** As the engine itself says; "gpu" is LightGBM's OpenCL. */
  readonly device: "cpu" | "cuda" | "gpu";
  /** Why it was not a GPU, where "auto" was asked for and there was none to use; else null. */
  readonly note: string | null;
}

/** A model that the host holds until it is released or the host ends. */
export interface EngineModel<E extends EngineName = EngineName> extends EngineDevice {
  readonly id: string;
  readonly engine: E;
  readonly columns: readonly string[];
  /** The target's values, ascending. */
  readonly classes: readonly number[];
  /**
   * By column, in the engine's own measure: a forest's sum to 1, boosters give total gain, CatBoost sums to 100, a network's
   * are the lengths of its first weights.
   */
  readonly importances: Float64Array;
  /** What else the engine tells: the trees or epochs kept, a regression's coefficients and intercepts. */
  readonly facts: {
    readonly trees?: number;
    readonly epochs?: number;
    readonly coefficients?: readonly (readonly number[])[];
    readonly intercepts?: readonly number[];
  };
  /** Of the fit itself; 0 for a model that was loaded. */
  readonly seconds: number;
  readonly threads: number;
  /** Python and the engine's package. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What a host is and has; an engine's version is null where its package is not installed. */
export interface EngineHostInfo {
  readonly pid: number;
  readonly python: string;
  readonly models: number;
  readonly sets: number;
  readonly engines: Readonly<Record<string, { version: string | null; capabilities: readonly string[] }>>;
}

/** Trains and predicts in a Python process of its own, one call after another. */
export interface EngineHost {
  /**
   * Fits a model on rows of a matrix file.
   *
   * @throws UsageError for data or parameters that do not fit, EngineError if the library fails, EngineHostCrashed if
   * the host dies, EngineDeviceUnavailable if the device is "cuda" and cannot be used; the signal's reason if that was
   * aborted.
   */
  fit<E extends EngineName>(engine: E, data: FitData<E>, options?: CallOptions): Promise<EngineModel<E>>;
  /**
   * Gathers and bins rows once, by cuts from the rows to learn from alone, so that any number of fits can use them. The
   * arrays of `data` are kept, by reference: a host that was restarted since prepares the set again. Throws as `fit`.
   */
  prepare<E extends EngineName>(engine: E, data: TrainingData, options?: CallOptions): Promise<EngineSet<E>>;
  /** Fits a model on a prepared set; throws as `fit`. */
  fitOn<E extends EngineName>(
    set: EngineSet<E>,
    settings: FitSettings<E>,
    options?: CallOptions,
  ): Promise<EngineModel<E>>;
  /**
   * The model's probabilities for rows of a matrix file. With two classes: of the greater one, a number a row. With
   * more: rows x classes, row after row, classes as in `model.classes`.
   */
  predict(model: EngineModel, data: PredictData, options?: CallOptions): Promise<Float64Array>;
  /**
   * What each column adds to the margin of each row, as the engine itself says (SHAP values, log-odds): rows x
   * (columns + 1), row after row, the last of each the bias; their sum is the margin. With more than two classes so
   * many for each class.
   */
  contributions(model: EngineModel<BoosterName>, data: PredictData, options?: CallOptions): Promise<Float64Array>;
  /**
   * Writes the engine's own open format, whole or not at all: XGBoost .ubj or .json, LightGBM text, CatBoost .cbm or .json;
   * a network's is safetensors.
   */
  save(model: EngineModel<MemberName>, path: string): Promise<void>;
  /** Reads what `save`, or the library itself, has written; `columns` in the order of the fit. Runs no code. */
  load<E extends MemberName>(
    engine: E,
    path: string,
    model: Pick<EngineModel, "columns" | "classes">,
  ): Promise<EngineModel<E>>;
  /** Lets the host forget a model or a set. */
  release(held: EngineModel | EngineSet): Promise<void>;
  /** One call on a study; `openStudy` and `runStudy` are made of them. Each may be made again after a crash. */
  study<T>(action: "open" | "list" | "ask" | "report" | "tell" | "close", params: object): Promise<T>;
  info(): Promise<EngineHostInfo>;
  /** Ends the process; its models are gone. */
  close(): Promise<void>;
}

/** How a host is started. */
export interface EngineHostOptions {
  /** The Python interpreter; TRIDENT_HOST_PYTHON, else the repository's own .venv by default. */
  readonly python?: string | undefined;
  /** Another program that speaks the host's protocol; then `python` has no part. */
  readonly program?: HostProgram | undefined;
  /** Where the small files that pass between the processes lie; the system's folder for such files by default. */
  readonly scratch?: string | undefined;
}
