import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { readNotebook, readRunRecord } from "trident-jupyter";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-full-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A limit on the size of files stands for a disk that fills up: both fail while a file is written.
test.skipIf(process.platform === "win32")(
  "what does not fit on the disk ends the run; what was there stays",
  async () => {
    const sources = ["print('kept')", "print('x' * 30_000_000)", "print('not run')"];
    const cells = sources.map((source, k) => {
      return { cell_type: "code", id: `cell-${k}`, metadata: {}, source, execution_count: null, outputs: [] };
    });
    const metadata = { kernelspec: { name: "python3", display_name: "python3", language: "python" } };
    const notebook = join(folder, "a.ipynb");
    writeFileSync(notebook, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
    const out = join(folder, "out");
    const main = join(root, "lib", "cli", "main.ts");
    const command = [process.execPath, "--conditions=source", main, "run", notebook, "--out", out];
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", 'ulimit -f 20000; exec "$@"', "sh", ...command], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trim().split("\n").at(-1)).toMatch(
      /^trident: EFBIG: .*'.*a\.ipynb'\. See to that path, .* its disk$/,
    );
    expect(readdirSync(out).sort()).toEqual([".lock", "a.ipynb", "run.json"]);
    const [kept, ...rest] = (await readNotebook(join(out, "a.ipynb"))).cells;
    expect(kept).toMatchObject({ outputs: [{ text: "kept\n" }], metadata: { papermill: { status: "completed" } } });
    expect(rest).toMatchObject([{ outputs: [] }, { outputs: [] }]);
    expect(await readRunRecord(out)).toMatchObject({
      status: "failed",
      notebooks: [{ status: "failed", failure: expect.stringMatching(/^a\.ipynb: EFBIG/) }],
    });
  },
);
