import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { currentSession } from "./session.ts";

/** A zeroed Float64Array in shared memory, which worker threads see without a copy. */
export function sharedFloat64(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

/** A zeroed Int32Array in shared memory. */
export function sharedInt32(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** A zeroed Uint32Array in shared memory. */
export function sharedUint32(length: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

/**
 * Gives back shared memory that this thread dropped soon after it was made; it takes about a millisecond. V8 does not
 * count shared memory, so by itself it sees no reason to collect a gigabyte of dropped blocks; and each thread that has
 * seen a block holds it. (A full collection would throw away compiled code: the features then take half as long again.)
 */
export function releaseShared(): void {
  const collect = currentSession().resource(
    "garbage collector",
    () => {
      setFlagsFromString("--expose-gc");
      return runInNewContext("gc") as NodeJS.GCFunction;
    },
    () => {},
  );
  collect({ type: "minor" });
}
