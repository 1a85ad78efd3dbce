// "Format Cell" and "Format Notebook" in JupyterLab's Edit menu and palette. The kernel formats: it is asked by a comm.
// This is a container of Module Federation, as JupyterLab's builder would make it of one file without packages.
(() => {
  const TARGET = "trident.format";
  const COMMANDS = [
    { id: "trident:format-cell", label: "Format Cell", cellsOf: (notebook) => [notebook.activeCell] },
    { id: "trident:format-notebook", label: "Format Notebook", cellsOf: (notebook) => notebook.widgets },
  ];
  let packages;

  /** A package of JupyterLab's own. */
  async function use(name) {
    const [version] = Object.values(packages[name]);
    return (await version.get())();
  }

  /** What the kernel makes of the cells' code. */
  function formatted(kernel, cells) {
    return new Promise((resolve) => {
      const comm = kernel.createComm(TARGET);
      comm.onMsg = ({ content }) => resolve(content.data.cells);
      // A kernel that knows nothing of it closes at once.
      comm.onClose = () => resolve(cells);
      comm.open({ cells });
    });
  }

  /** Writes a cell anew; the cursor stays in its line. */
  function write(cell, code) {
    const cursor = cell.editor?.getCursorPosition();
    cell.model.sharedModel.setSource(code);
    if (!cursor) return;
    const line = Math.min(cursor.line, cell.editor.lineCount - 1);
    const column = Math.min(cursor.column, cell.editor.getLine(line).length);
    cell.editor.setCursorPosition({ line, column });
  }

  async function format({ content, sessionContext }, cellsOf) {
    const kernel = sessionContext.session?.kernel;
    const cells = cellsOf(content).filter(
      (cell) => cell?.model.type === "code" && cell.model.getMetadata("editable") !== false,
    );
    const sources = cells.map((cell) => cell.model.sharedModel.getSource());
    if (!kernel || cells.length === 0) return;
    const results = await formatted(kernel, sources);
    cells.forEach((cell, i) => {
      const isAsItWas = cell.model.sharedModel.getSource() === sources[i];
      if (isAsItWas && results[i] !== sources[i]) write(cell, results[i]);
    });
  }

  async function plugin() {
    const { INotebookTracker } = await use("@jupyterlab/notebook");
    const { IMainMenu } = await use("@jupyterlab/mainmenu");
    const { ICommandPalette } = await use("@jupyterlab/apputils");
    return {
      id: "trident-jupyter:format",
      autoStart: true,
      requires: [INotebookTracker],
      optional: [IMainMenu, ICommandPalette],
      activate({ commands }, tracker, menu, palette) {
        const isOurs = () => tracker.currentWidget?.model?.getMetadata("kernelspec")?.language === "typescript";
        for (const { id, label, cellsOf } of COMMANDS) {
          commands.addCommand(id, {
            label,
            isEnabled: isOurs,
            execute: () => format(tracker.currentWidget, cellsOf),
          });
          palette?.addItem({ command: id, category: "Notebook Cell Operations" });
        }
        menu?.editMenu.addGroup(
          COMMANDS.map(({ id }) => ({ command: id })),
          40,
        );
      },
    };
  }

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["trident-jupyter"] = {
    init: (shared) => {
      packages = shared;
    },
    get: async () => {
      const made = await plugin();
      return () => made;
    },
  };
})();
