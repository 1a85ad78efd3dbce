import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { installKernelspec } from "../../client/installKernelspec.ts";
import { temporaryFolders } from "../../test/makeNotebook.ts";

const newFolder = temporaryFolders();

test("jupyter_kernel_test passes, every check that it has", async () => {
  const home = newFolder();
  await installKernelspec({ prefix: home });
  const env = { PATH: process.env.PATH, HOME: home, JUPYTER_PATH: join(home, "share", "jupyter") };
  const program = fileURLToPath(new URL("./jupyterKernelTests.py", import.meta.url));
  // unittest reports on stderr.
  const { stderr } = await promisify(execFile)(venvProgram("python"), ["-W", "ignore", program, "-v"], { env });
  expect(stderr).toMatch(/^Ran 13 tests/m);
  expect(stderr).toMatch(/^OK$/m);
}, 60_000);
