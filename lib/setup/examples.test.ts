import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../base/project.mjs";

/** What examples take as given: types of rooms, which here are as users name them. */
const GIVEN = `
declare const panel: import("LAB/market").Panel;
declare const features: import("LAB/runtime").Matrix;
declare const inputs: import("LAB/runtime").Matrix;
declare const matrix: import("LAB/files").MatrixFile;
declare const labels: import("LAB/labels").Labels;
declare const folds: readonly import("LAB/cv").Fold[];
declare const rows: Uint32Array;
declare const target: Int8Array;
declare const closes: Float64Array;
declare const returns: Float64Array;
declare const dataHash: string;
declare const display: import("LAB/charts").Display;
`;

const lib = join(root, "lib");
const rooms = readdirSync(lib).filter((name) => {
  try {
    return (
      !["cli", "setup", "jupyter", "dist"].includes(name) && readFileSync(join(lib, name, "index.ts"), "utf8") !== ""
    );
  } catch {
    return false;
  }
});
const faces = new Map(rooms.map((room) => [room, readFileSync(join(lib, room, "index.ts"), "utf8")]));

test("every room says what it is for, with an example", () => {
  const without = [...faces].filter(([, text]) => !/^\/\*\*\n \* [A-Z][\s\S]*?```ts\n[\s\S]*?```\n \*\/\n/.test(text));
  expect(without.map(([room]) => room)).toEqual([]);
});

test("every example in a doc comment compiles", () => {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      path.endsWith(".ts") && !/(^|\/)(dist|node_modules|assembly|test)\/|\.(test|bench|verify)\.ts$/.test(path),
  );
  const setUp = join(root, ".setup");
  mkdirSync(setUp, { recursive: true });
  const folder = mkdtempSync(join(setUp, "examples-"));
  try {
    let examples = 0;
    for (const path of files) {
      const source = readFileSync(join(lib, path), "utf8");
      for (const [, block] of source.matchAll(/^ *\* ```ts\n([\s\S]*?)^ *\* ```$/gm)) {
        const code = block!.replaceAll(/^ *\* ?/gm, "");
        writeFileSync(join(folder, `${String(++examples).padStart(3, "0")}.ts`), moduleOf(code, path));
      }
    }
    expect(examples).toBeGreaterThan(15);
    writeFileSync(join(folder, "given.d.ts"), GIVEN.replaceAll("LAB/", "trident-lab/"));
    const options = { types: ["node"], lib: ["es2024", "dom"], allowImportingTsExtensions: true };
    const config = { extends: "../../tsconfig.json", compilerOptions: options, include: ["."], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    let told = "";
    try {
      execFileSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { encoding: "utf8" });
    } catch (error) {
      told = (error as { stdout: string }).stdout;
    }
    expect(told).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** An example as a module: the names of the rooms that it uses are imported, unless it imports by itself. */
function moduleOf(code: string, path: string): string {
  const words = new Set(code.match(/\b[A-Za-z_]\w*\b/g));
  const declared = new Set(
    [...code.matchAll(/\b(?:const|let|function|class) (?:\{([^}]*)\}|\[([^\]]*)\]|(\w+))/g)].flatMap(
      ([, object = "", list = "", name = ""]) => `${object},${list},${name}`.match(/\w+/g) ?? [],
    ),
  );
  const imports = code.includes("import ")
    ? []
    : [...faces].flatMap(([room, text]) => {
        const names = [...words].filter((word) => exportsName(text, word) && !declared.has(word));
        for (const name of names) words.delete(name);
        const from = room === "base" ? "trident-base" : `trident-lab/${room}`;
        return names.length > 0 ? [`import { ${names.join(", ")} } from "${from}";`] : [];
      });
  return `// ${path}\n${imports.join("\n")}\n${code}\nexport {};\n`;
}

function exportsName(face: string, name: string): boolean {
  return [...face.matchAll(/export (?:type )?\{([^}]*)\}/g)].some(([, list]) =>
    list!.split(",").some((each) => each.replace(/\btype\b/, "").trim() === name),
  );
}
