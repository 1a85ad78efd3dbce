export * from "./market/index.ts";
export * from "./runtime/index.ts";
