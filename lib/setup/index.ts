export { buildDist, distIsFresh } from "./build.mjs";
export { pinnedPackages } from "./python.mjs";
