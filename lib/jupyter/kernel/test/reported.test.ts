// What people have reported of other kernels of TypeScript and JavaScript, tried with ours.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { isMessage } from "../../client/message.ts";
import { temporaryFolders } from "../../test/makeNotebook.ts";
import { type OwnKernel, ownKernels, REQUEST } from "./ownKernel.ts";

const newKernel = ownKernels();
const folder = temporaryFolders()();
let own: OwnKernel;

beforeAll(async () => {
  own = await newKernel({ folder });
});

const text = async (code: string) => (await own.run(code)).result?.["text/plain"];

/** Sends cells at once; gives what each has printed, by the request that its output names, once `last` has come. */
async function runAtOnce(cells: readonly string[], last: string): Promise<readonly string[]> {
  const { client } = own.kernel;
  const printed = new Map<string, string>();
  const come = Promise.withResolvers<void>();
  const stop = client.onPublished((message) => {
    if (!isMessage(message, "stream")) return;
    const id = message.parent.msg_id!;
    printed.set(id, (printed.get(id) ?? "") + message.content.text);
    if ([...printed.values()].join("").includes(last)) come.resolve();
  });
  const requests = cells.map((code) => client.request("execute_request", { code, ...REQUEST }));
  await Promise.all([come.promise, ...requests.map(({ reply }) => reply)]);
  stop();
  return requests.map(({ id }) => printed.get(id) ?? "");
}

test("denoland/deno#24491: who stops a cell that waits keeps the kernel and its variables", async () => {
  await own.run('var server = "foo";');
  const wait = 'console.log("begun"); await new Promise((done) => setTimeout(done, 600_000));';
  const { reply } = await own.run(wait, {}, (message) => {
    if (isMessage(message, "stream")) own.kernel.interrupt();
  });
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  expect(await text("server")).toBe("'foo'");
});

test("n-riesco/ijavascript#52: what is printed after an interrupt arrives, on both streams", async () => {
  await own.run("console.log('begun'); for (;;) {}", {}, (message) => {
    if (isMessage(message, "stream")) own.kernel.interrupt();
  });
  const { stdout, stderr } = await own.run("console.log('out'); console.error('err');");
  expect([stdout, stderr]).toEqual(["out\n", "err\n"]);
});

test("denoland/deno#24437: a loop prints all of its lines, not the last one", async () => {
  expect((await own.run("for (let i = 0; i < 5; i++) { console.log(i); }")).stdout).toBe("0\n1\n2\n3\n4\n");
});

test("denoland/deno#20337: of cells that are run together each has what it printed itself", async () => {
  const cells = [1, 2, 3].map((n) => `console.log("cell ${n}"); await null; console.log("end ${n}");`);
  expect(await runAtOnce(cells, "end 3")).toEqual(["cell 1\nend 1\n", "cell 2\nend 2\n", "cell 3\nend 3\n"]);
});

test("denoland/deno#22689, n-riesco/ijavascript#73: what a promise prints later is its own cell's, each time", async () => {
  for (const todo of [1, 2]) {
    const late = `new Promise<number>((done) => setTimeout(done, 50, ${todo})).then((n) => console.log("todo", n)); undefined`;
    expect(await runAtOnce([late, 'console.log("next");'], `todo ${todo}`)).toEqual([`todo ${todo}\n`, "next\n"]);
  }
});

test("denoland/deno#35290, #35356: a cell that throws has failed, and shows what and where", async () => {
  const { reply, published } = await own.run('const before = 1;\nthrow new Error("lost");');
  const { execution_count: n } = reply;
  expect(reply).toMatchObject({ status: "error", ename: "Error", evalue: "lost" });
  expect(reply.traceback!.slice(0, 2)).toEqual(["Error: lost", `    at In[${n}]:2:7`]);
  expect(published.map(({ header }) => header.msg_type)).toEqual(["error"]);
});

test("denoland/deno#20553: a thrown string is shown, in a console too, which prints the traceback alone", async () => {
  const { reply } = await own.run('throw "hi"');
  expect(reply.traceback!.join("\n")).toContain("hi");
});

test("denoland/deno#20524: an argument that is missing is said before anything runs", async () => {
  const { reply, stdout } = await own.run(
    'import { writeFileSync } from "node:fs";\nconsole.log("run"); writeFileSync("");',
  );
  expect(reply.evalue).toMatch(/^line 2, column 21: Expected 2-3 arguments, but got 1/);
  expect(stdout).toBe("");
});

test("denoland/deno#21594: a module that holds tests is imported", async () => {
  writeFileSync(
    join(folder, "tested.ts"),
    'import { test } from "node:test";\nexport const value = 3;\ntest("inner", () => {});\n',
  );
  expect(await text('import { value } from "./tested.ts"; value')).toBe("3");
  expect(await text("value + 1")).toBe("4");
});

test("DonJayamanne/typescript-notebook#74, yunabe/tslab#56: what a cell imports, later cells have", async () => {
  await own.run('import * as path from "node:path";\nimport { sep } from "node:path";');
  expect(await text("path.join('a', 'b') === 'a' + sep + 'b'")).toBe("true");
});

test("denoland/deno#20657: members of a variable of an earlier cell are completed", async () => {
  await own.run("let x = 42");
  const request = own.kernel.client.request("complete_request", { code: "x.toF", cursor_pos: 5 });
  expect((await request.reply).content).toMatchObject({ matches: ["toFixed"] });
});

test("denoland/deno#20337: Jupyter.display of a class's prototype shows its instances", async () => {
  const { result } = await own.run(`class Series { constructor(readonly name: string) {} }
    Object.assign(Series.prototype, {
      [Symbol.for("Jupyter.display")](this: Series) { return { "text/html": "<b>" + this.name + "</b>", "text/plain": this.name }; },
    });
    new Series("foo")`);
  expect(result).toEqual({ "text/html": "<b>foo</b>", "text/plain": "foo" });
});

test("microsoft/TypeScript#35276: await is taken for what it is before parentheses", async () => {
  expect(await text("const v = await (1); v")).toBe("1");
});
