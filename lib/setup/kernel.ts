// The step of set-up that makes .venv's own Jupyter ready: the kernel's entry, what its
// compiler starts from, and no questions to the network.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installKernelspec, makeSnapshot } from "trident-jupyter";
import { root, venv } from "../base/project.mjs";

await installKernelspec({ prefix: venv, force: true });

// Without it kernels do the same, and their first cell takes longer.
await makeSnapshot(join(root, "notebooks"), 'import "trident-lab";\nconsole.log(1 + 1);').catch(console.error);

// JupyterLab's announcements ask its makers' server for news and newer versions.
const labConfig = join(venv, "etc", "jupyter", "labconfig");
await mkdir(labConfig, { recursive: true });
const config = { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } };
await writeFile(join(labConfig, "page_config.json"), `${JSON.stringify(config, null, 1)}\n`);
