// What JupyterLab has for TypeScript notebooks beside the kernel: "Format Cell" and "Format Notebook" in the Edit menu
// and the palette, and the import of a completed name that is not imported yet. The kernel does it, asked by a comm. This is a container of Module Federation, as JupyterLab's builder would make it of one file without packages.
(() => {
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

  /** What the kernel answers; nothing from one that does not know the question. */
  function ask(panel, target, question) {
    const kernel = panel.sessionContext.session?.kernel;
    return new Promise((resolve) => {
      if (!kernel) return resolve({});
      const comm = kernel.createComm(target);
      comm.onMsg = ({ content }) => resolve(content.data);
      comm.onClose = () => resolve({});
      comm.open(question);
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

  async function format(panel, cellsOf) {
    const cells = cellsOf(panel.content).filter(
      (cell) => cell?.model.type === "code" && cell.model.getMetadata("editable") !== false,
    );
    const sources = cells.map((cell) => cell.model.sharedModel.getSource());
    const { cells: results = sources } = await ask(panel, "trident.format", { cells: sources });
    cells.forEach((cell, i) => {
      const isAsItWas = cell.model.sharedModel.getSource() === sources[i];
      if (isAsItWas && results[i] !== sources[i]) write(cell, results[i]);
    });
  }

  /** Adds the import of a name that has just been completed; the cursor stays where it is in the text. */
  async function addImport(panel, name) {
    const source = panel.content.activeCell?.model.sharedModel;
    if (!source) return;
    // The name is written after it was chosen.
    await new Promise((resolve) => setTimeout(resolve));
    const code = source.getSource();
    const { position, text } = await ask(panel, "trident.import", { code, name });
    const isAsItWas = source.getSource().slice(0, position) === code.slice(0, position);
    if (text && isAsItWas) source.updateSource(position, position, text);
  }

  async function plugin() {
    const { INotebookTracker } = await use("@jupyterlab/notebook");
    const { IMainMenu } = await use("@jupyterlab/mainmenu");
    const { ICommandPalette } = await use("@jupyterlab/apputils");
    const { ICompletionProviderManager } = await use("@jupyterlab/completer");
    return {
      id: "trident-jupyter:plugin",
      autoStart: true,
      requires: [INotebookTracker],
      optional: [IMainMenu, ICommandPalette, ICompletionProviderManager],
      activate({ commands }, tracker, menu, palette, completion) {
        // Of a completed name that would be imported, its module is shown whole.
        const style = document.createElement("style");
        style.textContent = ".jp-Completer-typeExtended { white-space: nowrap; }";
        document.head.append(style);
        const isOurs = () => tracker.currentWidget?.model?.getMetadata("kernelspec")?.language === "typescript";
        for (const { id, label, cellsOf } of COMMANDS) {
          commands.addCommand(id, {
            label,
            isEnabled: isOurs,
            execute: () => format(tracker.currentWidget, cellsOf),
          });
          palette?.addItem({ command: id, category: "Notebook Cell Operations" });
        }
        completion?.selected.connect((_, { insertText }) => {
          if (isOurs()) void addImport(tracker.currentWidget, insertText);
        });
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
