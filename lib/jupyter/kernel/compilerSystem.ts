import type ts from "@tslab/typescript-for-tslab";
import { NEWER_LIBRARY } from "./newerLibrary.ts";

/** The file of TypeScript's library that more is added to. */
const ADDED_TO = /lib\.es2023\.array\.d\.ts$/;

/** What the compiler knows of the machine that it runs on. */
export interface CompilerSystem {
  readonly system: ts.System;
  /** Looks which files have changed; TypeScript hears of it by itself, but only a while later. */
  noticeChanges(): void;
}

/** TypeScript's own system, with a newer library, and without the time in which a changed file is taken for the old one. */
export function compilerSystem(typescript: typeof ts): CompilerSystem {
  const { sys, FileWatcherEventKind } = typescript;
  const watched = new Map<string, { time: number; readonly notify: ts.FileWatcherCallback }>();
  const changedAt = (path: string): number => sys.getModifiedTime?.(path)?.getTime() ?? 0;
  const readFile: ts.System["readFile"] = (path, encoding) => {
    const text = sys.readFile(path, encoding);
    return ADDED_TO.test(path) ? `${text}${NEWER_LIBRARY}` : text;
  };
  const watchFile: ts.System["watchFile"] = (path, notify, ...rest) => {
    watched.set(path, { time: changedAt(path), notify });
    const watcher = sys.watchFile!(path, notify, ...rest);
    const close = () => {
      watched.delete(path);
      watcher.close();
    };
    return { close };
  };
  return {
    system: Object.assign(Object.create(sys) as ts.System, { readFile, watchFile }),
    noticeChanges() {
      for (const [path, file] of watched) {
        const time = changedAt(path);
        if (time === file.time) continue;
        file.time = time;
        file.notify(path, time === 0 ? FileWatcherEventKind.Deleted : FileWatcherEventKind.Changed);
      }
    },
  };
}
