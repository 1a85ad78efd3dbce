export { type Fold, FoldError } from "./fold.ts";
export { type PurgedKFoldOptions, purgedKFold } from "./purgedKFold.ts";
export { type WalkForwardOptions, walkForward } from "./walkForward.ts";
