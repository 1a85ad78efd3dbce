import { expect, test } from "vitest";
import { bundleTable } from "./bundleTable.ts";

const sha256 = "ab".repeat(32);
const files = { "a.json": { bytes: 1500, sha256 }, "b<.ubj": { bytes: 20, sha256 } };

test("each file with its size and hash, the largest first; what was changed says so", () => {
  const html = bundleTable({ files }, [
    { id: "manifest", subject: "manifest.json", passed: true, detail: "fits together" },
    { id: "file", subject: "b<.ubj", passed: false, detail: "has another hash" },
    { id: "file", subject: "a.json", passed: true, detail: "1500 bytes" },
    { id: "unlisted", subject: "x", passed: false, detail: "is not in the manifest" },
  ]);
  expect(html).toContain("2 files, 1.5 kB");
  expect(html.indexOf("a.json")).toBeLessThan(html.indexOf("b&lt;.ubj"));
  expect(html).toContain("abababababababab…");
  expect(html.match(/NOT as saved/g)).toHaveLength(2);
  expect(html.match(/as saved</g)).toHaveLength(1);
});
