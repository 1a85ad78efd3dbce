import { inspect } from "node:util";
import { expect, test } from "vitest";
import { explainFailure } from "./failure.ts";

const explain = (text: string) =>
  explainFailure({ status: "error", executionCount: 1, outputComplete: true, times: {} }, [
    { output_type: "stream", name: "stderr", text },
  ]);

test("an error whose name does not end in Error is found above its stack, as Node prints it", () => {
  class HostCrashed extends Error {
    override readonly name = "HostCrashed";
    readonly where = ["fit"];
  }
  const printed = inspect(new HostCrashed("the host ended"));
  expect(printed.trimEnd()).toMatch(/\}$/);
  expect(explain(`working\n${printed}\n`)).toBe("HostCrashed: the host ended");
});

test("without a name or a stack it is the last line", () => {
  expect(explain("one\ntwo\n\n")).toBe("two");
});
