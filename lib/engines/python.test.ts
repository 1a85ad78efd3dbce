import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPythonHost } from "./python.ts";

test("an argument comes before TRIDENT_HOST_PYTHON, and that before the repository's own .venv", () => {
  const env = { TRIDENT_HOST_PYTHON: "python-of-the-environment" };
  expect(findPythonHost("python-of-the-caller", env).python).toBe("python-of-the-caller");
  expect(findPythonHost(undefined, env).python).toBe("python-of-the-environment");
  const { python, source } = findPythonHost(undefined, {});
  expect(python).toMatch(/\.venv/);
  expect(existsSync(join(source, "trident_host", "__main__.py"))).toBe(true);
});
