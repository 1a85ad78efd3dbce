export { type ConnectionInfo, createConnection, readConnection, writeConnection } from "./client/connection.ts";
export { KernelError, ProtocolError } from "./client/errors.ts";
export { type InstallKernelspecOptions, installKernelspec, uninstallKernelspec } from "./client/installKernelspec.ts";
export { KernelClient } from "./client/kernelClient.ts";
export { findKernelspec, type JupyterPathOptions, type Kernelspec, kernelspecFolders } from "./client/kernelspec.ts";
export type { Message, MessageContents, MessageOf, MessageType, MimeBundle } from "./client/message.ts";

export { type Kernel, type StartKernelOptions, startKernel } from "./client/startKernel.ts";
export { createMessage, decodeMessage, encodeMessage, signFrames } from "./client/wire.ts";
export { makeSnapshot } from "./kernel/compile/makeSnapshot.ts";
export { NotebookError, ParameterError } from "./notebook/errors.ts";
export {
  type Cell,
  type CodeCell,
  formatNotebook,
  type Notebook,
  type Output,
  readNotebook,
  writeNotebook,
} from "./notebook/notebook.ts";
export {
  injectParameters,
  notebookParameters,
  type Parameter,
  type ParameterValues,
  parseParameter,
} from "./notebook/parameters.ts";
export { readParameterText } from "./notebook/parameterText.ts";
export { diffRuns, type RunChange, type RunDiff, type RunDiffSection } from "./report/diffRuns.ts";
export { type Run, readRun } from "./report/readRun.ts";
export { readVerdict } from "./report/readVerdict.ts";
export { diffLines, renderDiff } from "./report/renderDiff.ts";
export { type ReportContent, renderReport } from "./report/renderReport.ts";
export { type LiveContent, type LivePage, type ServeLivePageOptions, serveLivePage } from "./report/serveLivePage.ts";
export { type WriteReportOptions, writeReport } from "./report/writeReport.ts";
export { cleanRun } from "./runs/cleanRun.ts";
export { type Complaint, complaintLine, complaintsOf } from "./runs/complaints.ts";
export { RunError } from "./runs/errors.ts";
export { estimateRun, type RunEstimate } from "./runs/estimateRun.ts";
export type { CellStatus, RunEvent, RunFailure, RunResult } from "./runs/events.ts";
export { type ExecutePlanOptions, executePlan, type PlanEvent } from "./runs/executePlan.ts";
export { type PlannedNotebook, type PlanRunOptions, planRun, type RunPlan } from "./runs/planRun.ts";
export { type Surroundings, surroundingsOf } from "./runs/provenance.ts";
export { type NotebookRecord, type Provenance, type RunRecord, readRunRecord } from "./runs/record.ts";
export { type RunNotebookOptions, runNotebook } from "./runs/runNotebook.ts";
