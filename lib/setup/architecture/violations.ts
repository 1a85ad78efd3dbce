import { join, sep } from "node:path";
import { importsOf, roomOf, targetOf } from "./imports.ts";
import { ANNEXES, FLOORS, INNER, SEALED } from "./rooms.ts";

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const [low, high] = [to, from].map((room) => FLOORS.findIndex((floor) => floor.includes(room)));
  if (low! >= 0 && high! >= 0) return low! < high!;
  const importer = ANNEXES[from];
  const imported = ANNEXES[to];
  return (
    (importer === undefined || importer.imports.includes(to)) &&
    (!imported || from === "." || imported.serves.includes(from))
  );
}

/**
 * What breaks the order of the rooms in these files, keyed by their paths from lib. Tests obey the same order; only the
 * tests that lie in lib itself look at everything. Plain .mjs files run before TypeScript does and import each other
 * directly.
 */
export function violations(files: Readonly<Record<string, string>>): readonly string[] {
  const imports = new Map(
    Object.entries(files)
      .filter(([path]) => roomOf(path) !== "." || !path.endsWith(".test.ts"))
      .map(([path, source]) => [path, [...new Set(importsOf(path, source))]] as const),
  );
  const direct = [...imports].flatMap(([path, specifiers]) => specifiers.flatMap((each) => faultOf(path, each) ?? []));
  return [...direct, ...leaksOf(imports)];
}

function faultOf(path: string, specifier: string): string | undefined {
  const fault = (what: string): string => `${path} imports ${specifier}: ${what}`;
  if (/^trident-lab(\/|$)/.test(specifier)) return fault("inside lib by relative path");
  const target = targetOf(path, specifier);
  if (target === undefined) return undefined;
  const [from, to] = [roomOf(path), roomOf(target)];
  if (!FLOORS.flat().includes(to) && !(to in ANNEXES)) return fault("no known room");
  if (!mayImport(from, to)) return fault(`${from} must not know ${to}`);
  if (from === to) return from === "trident-jupyter" ? innerFaultOf(path, target, fault) : undefined;
  if (specifier.endsWith(".mjs")) return undefined;
  if (to === "trident-base" || to === "trident-jupyter") {
    return specifier.startsWith(".") ? fault(`${to} is a package of its own: by its name`) : undefined;
  }
  // The face of them all names files, so that only what it offers is loaded.
  return from === "." || target === join(to, "index.ts")
    ? undefined
    : fault(`only ${to}'s index.ts is its public face`);
}

function innerFaultOf(path: string, target: string, fault: (what: string) => string): string | undefined {
  const [from, to] = [path, target].map((each) => each.split(sep)[1]!);
  const known = INNER[from!];
  // The package's index.ts and its tests stand outside.
  if (known === undefined || from === to || known.includes(to!)) return undefined;
  return /\.(test|bench|verify)\.ts$|[\\/]test[\\/]/.test(path) ? undefined : fault(`${from} must not know ${to}`);
}

/** Ways from the files of a sealed room to a room that it must not reach. */
function leaksOf(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return Object.entries(SEALED).flatMap(([room, barred]) => {
    const ways = new Map<string, readonly string[]>();
    for (const path of imports.keys()) if (roomOf(path) === room) ways.set(path, [path]);
    for (const [path, way] of ways) {
      for (const specifier of imports.get(path) ?? []) {
        const target = targetOf(path, specifier);
        if (target !== undefined && !ways.has(target)) ways.set(target, [...way, target]);
      }
    }
    return [...ways.values()]
      .filter((way) => barred.includes(roomOf(way.at(-1)!)))
      .map((way) => `${way.join(" -> ")}: ${room} must not reach ${roomOf(way.at(-1)!)}`);
  });
}
