import { expect, test } from "vitest";
import type { MessageContents, MessageType } from "../client/message.ts";
import { createMessage } from "../client/wire.ts";
import { OutputCollector } from "./outputs.ts";

function collect(...messages: (readonly [string, MessageType, object])[]): OutputCollector {
  const collector = new OutputCollector();
  for (const [cell, type, content] of messages) {
    const message = createMessage(type, content as MessageContents[typeof type], { session: "s" });
    collector.receive(cell, message as Parameters<typeof collector.receive>[1]);
  }
  return collector;
}

const html = (text: string, id?: string) => ({
  data: { "text/html": text },
  ...(id ? { transient: { display_id: id } } : {}),
});

test("a progress bar leaves its last state, whole lines stay", () => {
  const print = (text: string) => ["a", "stream", { name: "stdout", text }] as const;
  const collector = collect(print("one\r\ntwo\n"), print("\r 10%"), print("\r 50%"), print("\r100%\ndone\r"));
  expect(collector.outputs("a")).toEqual([{ output_type: "stream", name: "stdout", text: "one\r\ntwo\n100%\ndone\r" }]);
});

test("a display is updated wherever it stands, also from a later cell", () => {
  const collector = collect(
    ["a", "display_data", html("1", "x")],
    ["a", "execute_result", { ...html("2", "x"), execution_count: 1 }],
    ["b", "display_data", html("3", "y")],
    ["b", "update_display_data", html("new", "x")],
    ["b", "update_display_data", html("nobody", "z")],
  );
  expect(collector.outputs("a")).toMatchObject([
    { output_type: "display_data", data: { "text/html": "new" } },
    { output_type: "execute_result", data: { "text/html": "new" }, execution_count: 1 },
  ]);
  expect(collector.outputs("b")).toMatchObject([{ data: { "text/html": "3" } }]);
});

test("clearing waits for the next output when asked to", () => {
  const collector = collect(["a", "display_data", html("1")], ["a", "clear_output", { wait: true }]);
  expect(collector.outputs("a").length).toBe(1);
  collector.add("a", { output_type: "error", ename: "E", evalue: "v", traceback: [] });
  expect(collector.outputs("a")).toMatchObject([{ output_type: "error" }]);
  expect(collect(["a", "display_data", html("1")], ["a", "clear_output", {}]).outputs("a")).toEqual([]);
});

test("a figure is kept with its still, drawn again when the display is updated", () => {
  const mime = "application/vnd.plotly.v1+json";
  const figure = (y: number[]) => ({
    data: { [mime]: { data: [{ type: "bar", y }], layout: {} } },
    transient: { display_id: "f" },
  });
  const collector = collect(["a", "display_data", figure([1])]);
  const shown = () => collector.outputs("a") as unknown as [{ data: Record<string, unknown> }];
  const [first] = shown();
  expect(Object.keys(first.data).sort()).toEqual([mime, "image/svg+xml", "text/plain"]);
  expect(collector.outputs("a")[0]).toBe(first);
  const message = createMessage("update_display_data", { ...figure([1, 2, 3]), metadata: {} } as never, {
    session: "s",
  });
  collector.receive("a", message as never);
  const [second] = shown();
  expect(second.data["image/svg+xml"]).not.toBe(first.data["image/svg+xml"]);
});
