const ARRAYS = ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float32", "Float64"];

const typedArray = (name: string, element: string): string => `
interface ${name}Array {
  toReversed(): ${name}Array;
  toSorted(compareFn?: (a: ${element}, b: ${element}) => number | bigint): ${name}Array;
  with(index: number, value: ${element}): ${name}Array;
}`;

const array = (name: string): string => `
interface ${name}<T> {
  toReversed(): T[];
  toSorted(compareFn?: (a: T, b: T) => number): T[];
  toSpliced(start: number, deleteCount?: number, ...items: T[]): T[];
  with(index: number, value: T): T[];
}`;

const set = (name: string): string => `
interface ${name}<T> {
  union<U>(other: ReadonlySet<U>): Set<T | U>;
  intersection<U>(other: ReadonlySet<U>): Set<T & U>;
  difference<U>(other: ReadonlySet<U>): Set<T>;
  symmetricDifference<U>(other: ReadonlySet<U>): Set<T | U>;
  isSubsetOf(other: ReadonlySet<unknown>): boolean;
  isSupersetOf(other: ReadonlySet<unknown>): boolean;
  isDisjointFrom(other: ReadonlySet<unknown>): boolean;
}`;

/** What Node 22 and later have and the library of tslab's TypeScript, of early 2023, does not know yet. */
export const NEWER_LIBRARY = [
  ...ARRAYS.map((name) => typedArray(name, "number")),
  ...["BigInt64", "BigUint64"].map((name) => typedArray(name, "bigint")),
  ...["Array", "ReadonlyArray"].map(array),
  ...["Set", "ReadonlySet"].map(set),
  `
interface ObjectConstructor {
  groupBy<K extends PropertyKey, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Partial<Record<K, T[]>>;
}
interface MapConstructor {
  groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]>;
}
interface PromiseConstructor {
  withResolvers<T>(): {
    promise: Promise<T>;
    resolve: (value: T | PromiseLike<T>) => void;
    reject: (reason?: unknown) => void;
  };
  try<T, A extends unknown[]>(work: (...args: A) => T | PromiseLike<T>, ...args: A): Promise<Awaited<T>>;
}
interface ArrayConstructor {
  fromAsync<T>(items: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): Promise<Awaited<T>[]>;
}
`,
].join("\n");
