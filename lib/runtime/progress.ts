/** Hears how far a long stage is: steps done, of how many, and perhaps what the last one was. */
export type Progress = (done: number, total: number, note?: string) => void;

/** The part that is needed of what our kernel offers to cells. */
interface Notebook {
  progress(title: string): Progress;
}

/**
 * Shows progress: `waterfall(panel, { onProgress: showProgress("forests") })`. In a notebook on our kernel it is one
 * output that is updated in place; elsewhere a line is printed at every tenth of the way.
 */
export function showProgress(
  title: string,
  notebook = (globalThis as { Jupyter?: Notebook }).Jupyter,
  print: (line: string) => void = console.log,
): Progress {
  if (typeof notebook?.progress === "function") return notebook.progress(title);
  let tenths = 0;
  return (done, total, note) => {
    const reached = Math.floor((10 * done) / total);
    if (reached <= tenths) return;
    tenths = reached;
    print(`${title}: ${done} of ${total}${note ? ` (${note})` : ""}`);
  };
}
