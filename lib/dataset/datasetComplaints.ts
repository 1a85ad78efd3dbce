import type { DatasetManifest } from "./manifest.ts";

/** What nobody who reads numbers of a dataset may miss: that its labels were searched on other bars. */
export function datasetComplaints({ labels }: Pick<DatasetManifest, "labels">): readonly string[] {
  return labels.otherPanel === null ? [] : [labels.otherPanel];
}
