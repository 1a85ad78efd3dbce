import { dirname } from "node:path";
import type TS from "typescript-cells";
import { ts } from "./typescript.ts";

/** What a project's `tsconfig.json` decides about the checks of its cells. */
const CHECKS = [
  "strict",
  "alwaysStrict",
  "exactOptionalPropertyTypes",
  "experimentalDecorators",
  "noFallthroughCasesInSwitch",
  "noImplicitAny",
  "noImplicitOverride",
  "noImplicitReturns",
  "noImplicitThis",
  "noPropertyAccessFromIndexSignature",
  "noUncheckedIndexedAccess",
  "strictBindCallApply",
  "strictBuiltinIteratorReturn",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useUnknownInCatchVariables",
] as const;

/**
 * How the cells of a folder are compiled: as modules of this Node, checked as the nearest `tsconfig.json` says; where
 * there is none, without strictness.
 */
export function cellOptions(folder: string): TS.CompilerOptions {
  const path = ts.findConfigFile(folder, ts.sys.fileExists);
  const chosen = path === undefined ? {} : readOptions(path);
  const checks = Object.fromEntries(CHECKS.flatMap((name) => (name in chosen ? [[name, chosen[name]]] : [])));
  return {
    strict: false,
    ...checks,
    target: ts.ScriptTarget.ES2025,
    lib: [...new Set(["lib.esnext.d.ts", ...(chosen.lib ?? [])])],
    types: [...new Set(["node", ...(chosen.types ?? [])])],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    allowSyntheticDefaultImports: true,
    // Node decides by the file that is imported; asking every module for signatures takes as long as the cell.
    esModuleInterop: false,
    allowJs: true,
    checkJs: false,
    // Node runs the files that cells import; cells themselves may hold more.
    erasableSyntaxOnly: true,
    preserveConstEnums: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    sourceMap: true,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
  };
}

function readOptions(path: string): TS.CompilerOptions {
  const { config } = ts.readConfigFile(path, ts.sys.readFile) as { config?: object };
  // Its files are none of a cell's.
  const own = { ...config, files: [], include: [] };
  return ts.parseJsonConfigFileContent(own, ts.sys, dirname(path)).options;
}
