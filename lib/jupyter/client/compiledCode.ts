import { join } from "node:path";
import { root } from "trident-base/project";

/** The folder in which kernels keep the code that they have compiled, so that the next one need not. */
export const COMPILED_CODE = join(root, ".setup", "compiled");

/** Tells Node of it before it loads anything, in whatever process finds it in its environment. */
export const COMPILED_CODE_VARIABLE = "NODE_COMPILE_CACHE";
