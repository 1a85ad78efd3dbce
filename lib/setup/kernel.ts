// The step of set-up that makes .venv's own Jupyter ready: the kernel's entry, and no questions to the network.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installKernelspec } from "trident-jupyter";
import { venv } from "../base/project.mjs";

await installKernelspec({ prefix: venv, force: true });

// JupyterLab's announcements ask its makers' server for news and newer versions.
const labConfig = join(venv, "etc", "jupyter", "labconfig");
await mkdir(labConfig, { recursive: true });
const config = { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } };
await writeFile(join(labConfig, "page_config.json"), `${JSON.stringify(config, null, 1)}\n`);
