// The step of set-up that writes the kernel's entry into .venv's own Jupyter folder.
import { join } from "node:path";
import { installKernelspec } from "trident-jupyter";
import { root } from "./paths.mjs";

await installKernelspec({ prefix: join(root, ".venv"), force: true });
