import { syncBuiltinESMExports } from "node:module";

/** What reads files, starts programs or threads, or asks the network. */
const MODULES = ["fs", "child_process", "worker_threads", "net", "http", "https"] as const;
const GLOBALS = ["fetch", "WebSocket"] as const;

type Places = Record<string, unknown>;

/**
 * Runs what may look at its arguments alone: until it returns, every function of Node's that reads a file, starts a
 * program or asks the network throws. It must not be asynchronous: nothing else runs meanwhile.
 *
 * @returns the names of the functions that were called, whatever became of the call.
 */
export function sealed(run: () => void): readonly string[] {
  const reached: string[] = [];
  let isSealed = true;
  const refuse = (name: string): void => {
    if (!isSealed) return;
    reached.push(name);
    throw new Error(`${name} is not for features`);
  };
  const before: (readonly [place: Places, name: string, value: unknown])[] = [];
  // Who takes the function meanwhile, as modules do that load late, has a working one afterwards.
  const close = (place: Places, name: string, value: object, shown: string): void => {
    before.push([place, name, value]);
    place[name] = new Proxy(value, {
      apply: (target, self, args) => {
        refuse(shown);
        return Reflect.apply(target as () => unknown, self, args);
      },
      construct: (target, args, self) => {
        refuse(shown);
        return Reflect.construct(target as new () => object, args, self);
      },
    });
  };
  const modules = MODULES.map((id) => [id, process.getBuiltinModule(`node:${id}`) as unknown as Places] as const);
  const globals = GLOBALS.map((name) => [name, (globalThis as unknown as Places)[name] as object] as const);
  try {
    for (const [id, module] of modules) {
      // What a getter makes on first use is left alone.
      for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(module))) {
        if (typeof value === "function" && writable) close(module, name, value, `${id}.${name}`);
      }
    }
    for (const [name, value] of globals) close(globalThis as unknown as Places, name, value, name);
    close(process as unknown as Places, "getBuiltinModule", process.getBuiltinModule, "process.getBuiltinModule");
    syncBuiltinESMExports();
    run();
  } finally {
    isSealed = false;
    for (const [place, name, value] of before) place[name] = value;
    syncBuiltinESMExports();
  }
  return reached;
}
