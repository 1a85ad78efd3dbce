import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Random } from "../../runtime/index.ts";

/** What was done to a bundle. */
export interface Damage {
  readonly what: string;
  /** True where whatever was done, loading has to refuse: the bytes are not those that the manifest names. */
  readonly mustRefuse: boolean;
}

type Draw = Random;
const oneOf = <T>(random: Draw, items: readonly T[]): T => items[random.integer(items.length)]!;

/** JSON of values that are wrong almost anywhere. */
const ODD: readonly string[] = [
  ...["null", "true", "-1", "0", "1.5", "2", "3", "1e9", "9007199254740992", "1e308", "1e999"],
  ...['""', '"0"', '"NaN"', "[]", "{}", "[[]]", '"\\u001b[2J"', `"${"x".repeat(1_000_000)}"`],
  ...[`[${"1,".repeat(100_000)}1]`, "[".repeat(5000) + "]".repeat(5000), `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`],
];
const PATHS = [
  "../../etc/passwd",
  "/etc/passwd",
  "members/../../x",
  "..",
  ".",
  "members",
  "C:\\x",
  "a\u0000b",
  "",
  "members//x",
  "~/x",
  "__proto__",
  "file:///etc/passwd",
];
const HUGE = ["4294967296", "999999999", "2147483648", "1e308", "9007199254740993", "-1", "0", "NaN", "inf"];

/** Damages the bytes of a file in one of the ways in which disks, networks and people do. */
function damageBytes(bytes: Buffer, random: Draw): [string, Buffer] {
  const at = random.integer(Math.max(1, bytes.length));
  const length = 1 + random.integer(64);
  switch (random.integer(9)) {
    case 0:
      return [`cut at ${at}`, bytes.subarray(0, at)];
    case 1:
      return ["empty", Buffer.alloc(0)];
    case 2:
    case 3: {
      const flipped = Buffer.from(bytes);
      for (let k = 1 + random.integer(4); k > 0; k--) {
        const place = random.integer(bytes.length);
        flipped[place]! ^= 1 << random.integer(8);
      }
      return ["bits flipped", flipped];
    }
    case 4: {
      const noise = Buffer.from(Array.from({ length }, () => random.integer(256)));
      return [`noise at ${at}`, Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + length)])];
    }
    case 5:
      return [`a part again at ${at}`, Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])];
    case 6:
      return [
        `${length} bytes of ff at ${at}`,
        Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, 255), bytes.subarray(at)]),
      ];
    case 7: {
      const deep = oneOf(random, ["[", "{", '{"a":', "[["]).repeat(100_000);
      return [`nested deep at ${at}`, Buffer.concat([bytes.subarray(0, at), Buffer.from(deep), bytes.subarray(at)])];
    }
    default: {
      // A number of the text, or the eight bytes of a length, becomes another one.
      const text = bytes.toString("latin1");
      const lengths = [...text.matchAll(/L[\s\S]{8}/g)];
      const numbers = [...text.matchAll(/\d+(\.\d+)?/g)];
      const isBinary = text.includes("\u0000");
      const found = oneOf(random, isBinary && random.integer(3) > 0 ? lengths : numbers);
      const huge = oneOf(random, HUGE);
      const put = Buffer.alloc(9, "L");
      put.writeBigInt64BE(oneOf(random, [2n ** 62n, -1n, 2n ** 31n, 1_000_000_000n, 0n]), 1);
      const by = found[0].startsWith("L") ? put : Buffer.from(huge);
      return [
        `${found[0].startsWith("L") ? "a length" : `'${found[0]}' ${huge}`} at ${found.index}`,
        Buffer.concat([bytes.subarray(0, found.index), by, bytes.subarray(found.index + found[0].length)]),
      ];
    }
  }
}

/** Damages a value within JSON: another type, a path, an entry that is gone, or a key that is there twice. */
function damageJson(text: string, random: Draw): [string, string] {
  const value = JSON.parse(text) as unknown;
  const places: (readonly (string | number)[])[] = [];
  const walk = (each: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) places.push(path);
    if (typeof each !== "object" || each === null) return;
    for (const [key, inner] of Object.entries(each)) walk(inner, [...path, Array.isArray(each) ? Number(key) : key]);
  };
  walk(value, []);
  // The few places of the top are as likely as the many of the lists.
  const top = oneOf(random, Object.keys(value as object));
  const path = oneOf(
    random,
    places.filter(([first]) => first === top),
  );
  const holder = path.slice(0, -1).reduce((of, key) => (of as never)[key], value) as Record<string | number, unknown>;
  const key = path.at(-1)!;
  const place = path.join(".");
  const how = random.integer(10);
  if (how === 0) {
    delete holder[key];
    return [`${place} is gone`, JSON.stringify(value)];
  }
  if (how === 1 && typeof key === "string") {
    const mark = `twice-${random.integer(1e6)}`;
    const same = holder[key];
    holder[mark] = same;
    return [`${place} is there twice`, JSON.stringify(value).replace(`"${mark}"`, JSON.stringify(key))];
  }
  if (how === 2 || (how < 6 && typeof holder[key] === "string")) {
    const odd = oneOf(random, PATHS);
    const renames = typeof key === "string" && random.integer(2) === 0;
    if (renames) {
      const kept = holder[key];
      delete holder[key];
      Object.defineProperty(holder, odd, { value: kept, enumerable: true, configurable: true });
    } else holder[key] = odd;
    return [`${place} ${renames ? "is called" : "is"} ${JSON.stringify(odd)}`, JSON.stringify(value)];
  }
  if (how === 6 && Array.isArray(holder)) {
    for (let k = 0; k < 2000; k++) holder.push(structuredClone(holder[key]));
    return [`${place} is there 2000 times`, JSON.stringify(value)];
  }
  const odd = oneOf(random, ODD);
  const mark = `odd-${random.integer(1e6)}`;
  holder[key] = mark;
  return [`${place} is ${odd.slice(0, 20)}`, JSON.stringify(value).replace(`"${mark}"`, odd)];
}

/** Puts something else in the place of a file or a folder: links, pipes, folders. */
function damagePlace(bundle: string, name: string, random: Draw): string {
  const path = join(bundle, name);
  const outside = join(dirname(bundle), "outside");
  const replace = (make: () => void): void => {
    rmSync(path, { recursive: true });
    make();
  };
  const kinds: Readonly<Record<string, () => void>> = {
    "a link to the same bytes": () => {
      cpSync(path, outside);
      replace(() => symlinkSync(outside, path));
    },
    "a link to /dev/zero": () => replace(() => symlinkSync("/dev/zero", path)),
    "a link to itself": () => replace(() => symlinkSync(path, path)),
    "a pipe": () => replace(() => void execFileSync("mkfifo", [path])),
    "a folder": () => replace(() => mkdirSync(path)),
    nothing: () => replace(() => {}),
    "in a folder that is a link": () => {
      renameSync(join(bundle, "members"), outside);
      symlinkSync(outside, join(bundle, "members"));
    },
    "beside a file that is not listed": () => writeFileSync(join(bundle, "members", "more.txt"), "more"),
  };
  const what = oneOf(random, Object.keys(kinds));
  kinds[what]!();
  return `${name} is ${what}`;
}

/**
 * Damages a bundle in a way that the random stream chooses.
 *
 * @param bundle a folder that is whole; beside it lies nothing.
 */
export function damageBundle(bundle: string, random: Draw): Damage {
  const path = join(bundle, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as {
    files: Record<string, { bytes: number; sha256: string }>;
  };
  const name = oneOf(random, ["manifest.json", ...Object.keys(manifest.files)]);
  const kind = random.integer(10);
  if (kind === 0) return { what: damagePlace(bundle, name, random), mustRefuse: true };
  const file = join(bundle, name);
  const before = readFileSync(file);
  const isJson = name.endsWith(".json");
  const [what, text] = isJson && kind < 7 ? damageJson(before.toString("utf8"), random) : damageBytes(before, random);
  const bytes = Buffer.from(text);
  writeFileSync(file, bytes);
  if (name === "manifest.json") return { what: `${name}: ${what}`, mustRefuse: / is there twice$/.test(what) };
  // In four of five the manifest names what is there now, so that the readers themselves are reached.
  if (random.integer(5) === 0)
    return { what: `${name}, not in the manifest: ${what}`, mustRefuse: !bytes.equals(before) };
  manifest.files[name] = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  writeFileSync(path, JSON.stringify(manifest));
  return { what: `${name}: ${what}`, mustRefuse: / is there twice$/.test(what) };
}
