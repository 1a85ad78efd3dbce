export { KernelClient } from "./client.ts";
export { type ConnectionInfo, createConnection, readConnection, writeConnection } from "./connection.ts";
export {
  JupyterError,
  type JupyterErrorContext,
  KernelError,
  NotebookError,
  ParameterError,
  ProtocolError,
  RunError,
} from "./errors.ts";
export { type InstallKernelspecOptions, installKernelspec, uninstallKernelspec } from "./installKernelspec.ts";
export type { Json, JsonObject } from "./json.ts";
export { type Kernel, type StartKernelOptions, startKernel } from "./kernel.ts";
export { findKernelspec, type JupyterPathOptions, type Kernelspec, kernelspecFolders } from "./kernelspec.ts";
export type { Message, MessageContents, MessageOf, MessageType, MimeBundle } from "./message.ts";
export {
  type Cell,
  type CodeCell,
  formatNotebook,
  type Notebook,
  type Output,
  readNotebook,
  writeNotebook,
} from "./notebook.ts";
export {
  injectParameters,
  notebookParameters,
  type Parameter,
  type ParameterValues,
  parseParameter,
} from "./parameters.ts";
export { readParameterText } from "./parameterText.ts";
export { diffRuns, type RunChange, type RunDiff, type RunDiffSection } from "./report/diffRuns.ts";
export { type Run, readRun } from "./report/readRun.ts";
export { diffLines, renderDiff } from "./report/renderDiff.ts";
export { type ReportContent, renderReport } from "./report/renderReport.ts";
export { type WriteReportOptions, writeReport } from "./report/writeReport.ts";
export type { CellStatus, RunEvent, RunFailure, RunResult } from "./runEvents.ts";
export { type RunNotebookOptions, runNotebook } from "./runNotebook.ts";
export { type NotebookRecord, type Provenance, type RunRecord, readRunRecord } from "./runRecord.ts";
export { cleanRun } from "./runs/cleanRun.ts";
export { estimateRun, type RunEstimate } from "./runs/estimateRun.ts";
export { type PlannedNotebook, type PlanRunOptions, planRun, type RunPlan } from "./runs/planRun.ts";
export { type Surroundings, surroundingsOf } from "./runs/provenance.ts";
export { type PlanEvent, type RunPlanOptions, runPlan } from "./runs/runPlan.ts";
export { readVerdict, type Verdict, type VerdictLine, type VerdictStatus } from "./verdict.ts";
export { createMessage, decodeMessage, encodeMessage, signFrames } from "./wire.ts";
