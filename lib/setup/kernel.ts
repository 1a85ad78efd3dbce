// The last step of set-up: the kernelspec that lets .venv's own Jupyter, and `trident run`, find the TypeScript kernel.
import { join } from "node:path";
import { installKernelspec } from "trident-jupyter";
import { root } from "./paths.mjs";

// .venv is set-up's own, so what else put a kernelspec there is overwritten.
await installKernelspec({ prefix: join(root, ".venv"), force: true });
