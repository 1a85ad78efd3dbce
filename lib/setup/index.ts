export { nodePath, root, venvProgram } from "./paths.mjs";
