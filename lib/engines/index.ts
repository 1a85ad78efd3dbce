/**
 * The engines that train: XGBoost, LightGBM, CatBoost and scikit-learn in one Python process, Optuna's studies, and a
 * forest of our own.
 *
 * ```ts
 * const host = engineHost();
 * const model = await host.fit("lightgbm", { matrix, rows, target, params: { trees: 100 }, seed: 42 });
 * ```
 */
export { type BoosterName, ENGINES, type EngineName, type EngineParams, type MemberName } from "./engines.ts";
export { EngineDeviceUnavailable, EngineError, EngineHostCrashed, EngineHostUnavailable } from "./errors.ts";
export { binFold } from "./forest/binFold.ts";
export type { BinnedFold, ForestOptions, SearchForest } from "./forest/forest.ts";
export { growForest } from "./forest/growForest.ts";
export {
  checkGpu,
  type EngineOnGpu,
  type GpuCheck,
  type GpuCheckOptions,
  type GpuContributions,
  type GpuTraining,
} from "./gpuCheck.ts";
export type { EngineDevice, EngineHost, EngineHostInfo, EngineHostOptions, EngineModel, EngineSet } from "./host.ts";
export type { CallOptions, EngineProgress } from "./hostProcess.ts";
export type { HostProgram } from "./hostProgram.ts";
export { describeNetworks } from "./network/describeNetworks.ts";
export { networkProgram } from "./network/networkProgram.ts";
export { NpyFileError } from "./npy.ts";
export { type JoinOptions, joinRay, type RayCluster, type RayNode } from "./ray/joinRay.ts";
export type { RayAddress, RayShare } from "./ray/rayProgram.ts";
export { hasRay, type LocalRay, startRay } from "./ray/startRay.ts";
export type { RowSet } from "./rows.ts";
export { type Evaluate, type Evaluation, type RunStudyOptions, runStudy, type TrialRun } from "./runStudy.ts";
export { engineHost, startEngineHost, startMemberHost } from "./startEngineHost.ts";
export {
  type Dimension,
  listStudies,
  openStudy,
  type Space,
  type SpaceParams,
  type Study,
  type StudyInFile,
  type StudyOptions,
  type StudyTrial,
} from "./study.ts";
export type { DeviceChoice, FitData, FitSettings, PredictData, TrainingData } from "./training.ts";
export { type EngineReport, tryEngines } from "./tryEngines.ts";
export { visibleGpus } from "./visibleGpus.ts";
