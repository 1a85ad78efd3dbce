export * from "./bars";
export * from "./elementwise";
export * from "./moments";
export * from "./rolling";
export * from "./talib";

/** The first byte that no kernel uses for itself. */
export const FREE: usize = __heap_base;
