export { buildDist, distIsFresh } from "./build.mjs";
export { pinsOfVenv } from "./python.mjs";
