import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";

test("the cluster on Kubernetes has the Ray that set-up installs, and asks for a token", async () => {
  const manifest = await readFile(join(root, "lib", "engines", "ray", "kuberay.yaml"), "utf8");
  const list = await readFile(join(root, "lib", "setup", "ray.txt"), "utf8");
  const [, installed] = /^ray==(.*)$/m.exec(list)!;
  expect(manifest).toContain(`rayVersion: "${installed}"`);
  expect(manifest).toMatch(/authOptions:\n {4}mode: token\n/);
});
