export { buildDist, distIsFresh } from "./build.mjs";
export { nodePath, root, venvProgram } from "./paths.mjs";
export { pinnedPackages } from "./python.mjs";
