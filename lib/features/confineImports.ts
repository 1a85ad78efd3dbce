import { isBuiltin, registerHooks } from "node:module";
import { getCallSites } from "node:util";
import { currentSession } from "../runtime/index.ts";
import { FeatureError } from "./checkFeature.ts";

/** What a feature's file may import beside files of its own: the face of `trident-lab` that defines features. */
const DEFINES = ["trident-lab", "trident-lab/features"];
const FACE = new URL(`./defineFeature${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url).href;
const REMEDY = "Make it of the bars that it is given, without files, programs and the network.";

/**
 * From now on the program of this URL, and what it imports in turn, finds `trident-lab` wherever it lies, but of it no
 * more than `defineFeature`; imports of Node's own modules and of files that are no programs are refused, and so are
 * calls of `fetch`, `WebSocket` and `process.getBuiltinModule` while it loads.
 *
 * It keeps the honest from being fooled; a program that wants to break out is not held by it.
 */
export function confineImports(url: string): void {
  const { programs } = confined();
  if (!programs.has(url)) programs.set(url, new Set());
}

/** The URLs of a confined program, its own first, and of all programs that it has imported so far, in turn. */
export function programsOf(url: string): readonly string[] {
  const found = new Set([url]);
  // A set that grows as it is gone through is gone through to its end.
  for (const each of found) for (const child of confined().programs.get(each) ?? []) found.add(child);
  return [...found];
}

function confined(): Confined {
  return currentSession().resource("programs of features", confine, ({ release }) => release());
}

interface Confined {
  /** URLs of features' files and of the programs that they import, each with those that it imports itself. */
  readonly programs: Map<string, Set<string>>;
  readonly release: () => void;
}

function confine(): Confined {
  const programs = new Map<string, Set<string>>();
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const parent = context.parentURL ?? "";
      if (!programs.has(parent)) {
        const found = next(specifier, context);
        // Whoever reloads changed files gives a program another URL.
        const known = programs.get(specifier);
        if (known) programs.set(found.url, known);
        return found;
      }
      if (DEFINES.includes(specifier)) return next(FACE, context);
      if (isBuiltin(specifier) || /^trident-lab\//.test(specifier)) throw refusal(`it imports ${specifier}`, parent);
      const found = next(specifier, context);
      if (!/\.[cm]?[jt]s$/.test(new URL(found.url).pathname)) throw refusal(`it imports ${specifier}`, parent);
      const url = asOf(parent, found.url, context.conditions);
      if (!programs.has(url)) programs.set(url, new Set());
      programs.get(parent)?.add(url);
      return { ...found, url };
    },
  });
  const places = [
    { place: globalThis as unknown as Record<string, unknown>, names: ["fetch", "WebSocket"], of: "" },
    { place: process as unknown as Record<string, unknown>, names: ["getBuiltinModule"], of: "process." },
  ];
  const before = places.flatMap(({ place, names, of }) =>
    names.map((name) => {
      const value = place[name] as () => unknown;
      const guard = () => {
        const caller = getCallSites(5).find(({ scriptName }) => scriptName !== import.meta.url);
        if (caller && programs.has(caller.scriptName)) throw refusal(`it calls ${of}${name}`, caller.scriptName);
      };
      place[name] = new Proxy(value, {
        apply: (target, self, args) => {
          guard();
          return Reflect.apply(target, self, args);
        },
        construct: (target, args) => {
          guard();
          return Reflect.construct(target, args);
        },
      });
      return { place, name, value };
    }),
  );
  return {
    programs,
    release: () => {
      hooks.deregister();
      for (const { place, name, value } of before) place[name] = value;
    },
  };
}

/** A program is as old as the one that imports it: a feature that is read anew is read with all that it imports. */
function asOf(parent: string, url: string, conditions: readonly string[]): string {
  const changed = new URL(parent).searchParams.get("changed");
  if (changed === null || !conditions.includes("import") || url.includes("/node_modules/")) return url;
  const stamped = new URL(url);
  stamped.searchParams.set("changed", changed);
  return stamped.href;
}

function refusal(what: string, url: string): FeatureError {
  return new FeatureError(`${what}: a feature sees its bars alone`, {
    where: [url.replace(/\?.*/, "").replace(/^file:\/\//, "")],
    remedy: REMEDY,
  });
}
