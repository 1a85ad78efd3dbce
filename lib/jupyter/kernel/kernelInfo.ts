import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { MessageContents } from "../client/message.ts";

/** What the kernel says about itself and its language. */
export function kernelInfo(): MessageContents["kernel_info_reply"] {
  const version =
    packageVersion(new URL("../package.json", import.meta.url)) ??
    packageVersion(new URL("../../package.json", import.meta.url));
  const typescript = createRequire(import.meta.url)("typescript-cells/package.json") as { version: string };
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "trident-jupyter",
    implementation_version: version ?? "0.0.0",
    language_info: {
      name: "typescript",
      version: typescript.version,
      mimetype: "text/typescript",
      file_extension: ".ts",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `TypeScript ${typescript.version} on Node ${process.versions.node}`,
    help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
    debugger: false,
  };
}

function packageVersion(file: URL): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
