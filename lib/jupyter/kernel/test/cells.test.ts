import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "trident-base/project";
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

test("results, streams and displays arrive in the order in which they were made", async () => {
  const order: string[] = [];
  const ran = await own.run(
    `import { display, newDisplay } from "tslab";
     console.log("a"); display.html("<b>b</b>"); process.stdout.write("c"); console.error("d");
     const shown = newDisplay(); shown.text("1"); shown.text("2"); console.table([{ n: 1 }]);
     ({ n: 1 })`,
    {},
    (message) => {
      if (isMessage(message, "stream")) order.push(message.content.text.split("\n")[0]!);
      else order.push(message.header.msg_type);
    },
  );
  const outputs = ["a", "display_data", "c", "d", "display_data", "update_display_data", expect.stringContaining("┌")];
  expect(order).toEqual(["status", "execute_input", ...outputs, "execute_result", "status"]);
  expect(ran.reply).toMatchObject({ status: "ok", execution_count: 1, payload: [], user_expressions: {} });
  expect(ran.result).toEqual({ "text/plain": "{ n: 1 }" });
  const [, second, third] = ran.published as unknown as readonly { content: { transient: object } }[];
  expect(second!.content.transient).toEqual(third!.content.transient);
});

test("a display has its place among what is printed, and is no result", async () => {
  const order: string[] = [];
  const { result } = await own.run(
    'console.log("a"); Jupyter.clearOutput({ wait: true }); Jupyter.display(1); Jupyter.display(2);',
    {},
    ({ header: { msg_type } }) => void (/stream|clear|display|result/.test(msg_type) && order.push(msg_type)),
  );
  expect(order).toEqual(["stream", "clear_output", "display_data", "display_data"]);
  expect(result).toBe(undefined);
});

test("figures and tables are drawn as results and by Jupyter.display, without an import", async () => {
  const figure = "{ data: [{ type: 'scatter', y: Float64Array.of(1, 2) }], layout: { title: 'T' } }";
  const drawn = {
    "application/vnd.plotly.v1+json": { data: [{ type: "scatter", y: [1, 2] }], layout: { title: "T" } },
    "image/svg+xml": expect.stringMatching(/^<svg/),
    "text/plain": "Plotly figure 'T': 1 trace",
  };
  expect((await own.run(`(${figure})`)).result).toMatchObject(drawn);
  const { published } = await own.run(`Jupyter.display(${figure});`);
  expect(published).toMatchObject([{ content: { data: drawn } }]);
  const { result, reply } = await own.run(`import { createRequire } from "node:module";
    const arrow = createRequire(${JSON.stringify(import.meta.filename)})("apache-arrow");
    arrow.tableFromArrays({ n: Int32Array.of(1, 2) })`);
  expect([reply.evalue, result?.["text/plain"]]).toEqual([undefined, expect.stringMatching(/^Arrow table: 2 rows/)]);
});

test("every string that leaves is well-formed, and characters that are cut are put together again", async () => {
  const half = '"a😀b".slice(0, 2)';
  const ran = await own.run(
    `console.log(${half}); Jupyter.display({ [${half}]: ${half} }); Jupyter.display({ "text/plain": ${half} }, { raw: true }); ${half}`,
  );
  expect(ran.stdout).toBe("a\ufffd\n");
  const shown = JSON.stringify([ran.published.map(({ content }) => content), ran.result]);
  expect(shown).toContain('"text/plain":"a\ufffd"');
  expect(JSON.parse(shown, (name, held) => `${name}${held}`.isWellFormed() && held)).toEqual(JSON.parse(shown));
  const failed = await own.run(`throw new RangeError(${half})`);
  expect(failed.reply).toMatchObject({ ename: "RangeError", evalue: "a\ufffd" });
  const bytes = "const bytes = Buffer.from('5 € 😀\\n');";
  const cut = await own.run(`${bytes} for (const byte of bytes) process.stdout.write(Uint8Array.of(byte));
    process.stderr.write(bytes.subarray(0, 3)); console.log("between"); process.stderr.write(bytes.subarray(3));`);
  expect(cut).toMatchObject({ stdout: "5 € 😀\nbetween\n", stderr: "5 € 😀\n" });
  const { stdout } = await own.run(`import { spawn } from "node:child_process";
    const child = spawn("sh", ["-c", "printf '\\\\303'; sleep 0.2; printf '\\\\244'"]);
    child.stdout.pipe(process.stdout, { end: false }); await new Promise((ok) => child.once("close", ok));`);
  expect(stdout).toBe("ä");
});

test("one thing is shown in several forms", async () => {
  const { published } = await own.run(
    'import { display } from "tslab";\nconst libraries: any = display;\nlibraries.bundle({ "a/b+json": { n: 1 }, "text/plain": "n" });',
  );
  const shown = published.filter((message) => isMessage(message, "display_data"));
  expect(shown.map(({ content }) => content)).toMatchObject([{ data: { "a/b+json": { n: 1 }, "text/plain": "n" } }]);
});

test("values live on from cell to cell, with their types", async () => {
  await own.run("let seed: number = 3; const names = ['a']; async function later() { return seed; }");
  expect(await text("({ seed, names })")).toBe("{ seed: 3, names: [ 'a' ] }");
  await own.run("seed = 10;");
  expect(await text("await later()")).toBe("10");
  expect(await text("const seed = 'now text'; seed")).toBe("'now text'");
  const wrong = await own.run("const fine = 1;\nseed.toFixed(2);");
  expect(wrong.reply).toMatchObject({ status: "error", ename: "CompileError" });
  expect(wrong.reply.traceback!.join("\n")).toMatch(/line 2, column 6: Property 'toFixed'.*\n {4}seed\.toFixed/);
  expect((await own.run("// @ts-nocheck\nconst n: number = 'x'; n")).result).toEqual({ "text/plain": "'x'" });
});

test("a cell that fails leaves the variables that it came to, with their types", async () => {
  await own.run("const held = 'old'; const next = () => 1;");
  const failed = await own.run(
    "const loaded = [1, 2]; const held = loaded.length; JSON.parse('{'); const next = 2, unreached = 3;",
  );
  expect(failed.reply.status).toBe("error");
  expect(await text("[loaded.map((each) => each + held), next()]")).toBe("[ [ 3, 4 ], 1 ]");
  expect((await own.run("unreached")).reply.evalue).toContain("Cannot find name 'unreached'");
});

test("a cell that fails leaves undefined where it assigned it, and what it declared without a value", async () => {
  await own.run("let current: number | undefined = 3;");
  await own.run("let worst: string | undefined; current = undefined; throw new Error();");
  expect((await own.run("[typeof current, typeof worst]")).result!["text/plain"]).toBe("[ 'undefined', 'undefined' ]");
});

test("a name declared by several `var` has the value of the last", async () => {
  expect(
    await text("var a = 1; var a = 2; var b = a; if (b) { var b = 3; } for (var c = 0; c < 2; c++);\n[a, b]"),
  ).toBe("[ 2, 3 ]");
  expect(await text("[a, b]")).toBe("[ 2, 3 ]");
});

test("a function without a name is shown as one, one with a variable has its name", async () => {
  expect(await text("() => 1")).toBe("[Function (anonymous)]");
  expect(await text("const twice = (n: number) => 2 * n, Box = class {}; [twice.name, Box.name]")).toBe(
    "[ 'twice', 'Box' ]",
  );
});

test("a traceback names nothing that TypeScript's helpers, the kernel and Node's inside do", async () => {
  const own = await newKernel();
  const tracebackOf = async (code: string) => (await own.run(code)).reply.traceback!;
  const helped = await tracebackOf("using d = { [Symbol.dispose]() { throw new Error('x') } };");
  expect(helped.slice(1)).toEqual([
    expect.stringContaining("at [Symbol.dispose] (In[1]:1:40)"),
    "    at In[1]:1:59",
    "In[1], line 1:",
    expect.stringContaining("using d"),
    expect.stringContaining("^"),
  ]);
  await own.run("function bad(v: unknown, c: unknown): void { throw new Error('x') }");
  expect((await tracebackOf("@bad class Z {}")).join("\n")).not.toContain("__esDecorate");
  expect((await tracebackOf("const m = require('nope')")).slice(0, 2)).toEqual([
    "Error: Cannot find module 'nope'",
    "    at In[4]:1:11",
  ]);
  expect((await tracebackOf('require("fs").readFileSync("/nope")')).slice(1).join("\n")).toMatch(
    /readFileSync \(node:fs:\d+:\d+\)\n {4}at In\[5\]:1:15\n/,
  );
});

test("a traceback points at the cell's own lines and leaves out the kernel's", async () => {
  const { reply, published } = await own.run(
    '// a comment\ninterface A { b: number }\n\nfunction bad(a: A) {\n\n  throw new RangeError("b is " + a.b);\n}\nawait null;\nbad({ b: 3 });',
  );
  const { execution_count: n } = reply;
  expect(reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "b is 3" });
  expect(reply.traceback!.slice(0, 3)).toEqual([
    "RangeError: b is 3",
    `    at bad (In[${n}]:6:9)`,
    `    at In[${n}]:9:1`,
  ]);
  expect(reply.traceback!.at(-2)).toContain("throw new RangeError");
  expect(published.map(({ header }) => header.msg_type)).toEqual(["error"]);
  const deep = await own.run("const deep = async () => { await null; throw new Error(); };\n\nawait deep();");
  expect(deep.reply.traceback![2]).toBe(`    at async In[${deep.reply.execution_count}]:3:1`);
  const thrown = await own.run("throw { code: 7 }");
  expect(thrown.reply).toMatchObject({ ename: "Thrown", evalue: "{ code: 7 }" });
});

test("cells await, in every form of it", async () => {
  expect(await text("const a = await Promise.resolve(1), b = await (async () => 2)(); [a, b]")).toBe("[ 1, 2 ]");
  expect(await text("await (3)")).toBe("3");
  const cell =
    "const seen: number[] = []; for await (const n of (async function* () { yield 4; })()) seen.push(n);\nseen";
  expect(await text(cell)).toBe("[ 4 ]");
  const { reply } = await own.run("throw new TypeError('now')");
  expect(reply.traceback![0]).toBe("TypeError: now");
});

test("errors that nobody waits for reach their cell, and the kernel lives", async () => {
  const { reply, published } = await own.run(
    `Promise.reject(new Error("unhandled"));
     setTimeout(() => { throw new Error("late"); }, 1);
     await new Promise((done) => setTimeout(done, 50));`,
  );
  expect(reply.status).toBe("ok");
  expect(published.map((each) => isMessage(each, "error") && each.content.evalue)).toEqual(["unhandled", "late"]);
  expect(await text("1 + 1")).toBe("2");
});

test("a cell that is sent after the answer of one that failed is run, however fast it comes", async () => {
  for (let i = 0; i < 25; i++) {
    await own.kernel.client.request("execute_request", { ...REQUEST, code: "throw 1" }).reply;
    const { content } = await own.kernel.client.request("execute_request", { ...REQUEST, code: "1" }).reply;
    expect(content.status).toBe("ok");
  }
});

test("what an error has besides its message is shown, without objects, which may hold what is not to be shared", async () => {
  const { reply } = await own.run(
    `class Own extends Error { code = "E1"; status = 404; request = { headers: { authorization: "secret" } }; }
     throw Object.defineProperty(new Own("own"), "trap", { get() { throw 1; }, enumerable: true });`,
  );
  expect(reply.traceback!.at(-1)).toBe("{ code: 'E1', status: 404 }");
  const caused = await own.run(
    `const inner = Object.assign(new Error("inner"), { code: "E2", request: { password: "secret" } });
     inner.cause = new Error("outer", { cause: inner });
     throw inner.cause;`,
  );
  const below = caused.reply.traceback!.slice(caused.reply.traceback!.findIndex((line) => line.startsWith("[cause]")));
  expect(below).toEqual([
    "[cause]: Error: inner",
    expect.stringMatching(/^ {4}at In\[\d+\]:1:/),
    "{ code: 'E2' }",
    "[cause]: Error: outer",
  ]);
  expect((await own.run("throw new Error('plain')")).reply.traceback!.at(-1)).toMatch(/^ *\^$/);
});

test("whatever is thrown ends the cell, and says what can be said of it", async () => {
  const hostile = await own.run("throw new Proxy(new Error('p'), { get() { throw new Error('trap'); } });");
  expect(hostile.reply).toMatchObject({ ename: "Thrown", evalue: expect.stringMatching(/^Error: p/) });
  const several = await own.run("await Promise.any([Promise.reject(new Error('a')), Promise.reject('b')]);");
  expect(several.reply.traceback!.filter((line) => line.startsWith("[reason]"))).toEqual([
    "[reason]: Error: a",
    "[reason]: 'b'",
  ]);
  await own.run("let absent: any = { member: 1 };");
  const ofItself = "// @ts-nocheck\nabsent.member()";
  expect((await own.run(ofItself)).reply.evalue).toBe("absent.member is not a function");
  expect((await own.run(ofItself.replace(".member", ""))).reply.evalue).toBe("absent is not a function");
  const long = await own.run("throw new Error('x'.repeat(1e6));");
  expect(long.reply.traceback!.join("").length).toBeLessThan(50_000);
  expect(long.reply.evalue).toContain("980,000 characters");
  expect((await own.run("console.trace('here')")).stderr).toMatch(/^Trace: here\n {4}at In/);
});

test("a cell that asks where nobody can answer fails at once", async () => {
  const { reply } = await own.run("await Jupyter.input('Who?')", { allow_stdin: false });
  expect(reply.evalue).toMatch(/^Nobody can answer/);
});

test("20,000 lines all arrive", async () => {
  const { stdout } = await own.run("for (let i = 0; i < 20000; i++) console.log(i);");
  expect(stdout).toBe(Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(""));
});

test("user expressions, silence and what waits behind an error", async () => {
  const { reply } = await own.run("const a = 2;", { user_expressions: { twice: "a * 2", none: "nowhere" } });
  expect(reply.user_expressions).toMatchObject({
    twice: { status: "ok", data: { "text/plain": "4" } },
    none: { status: "error", ename: "CompileError" },
  });
  const silent = await own.run("a", { silent: true });
  expect(silent).toMatchObject({ result: undefined, reply: { status: "ok" } });
  const go = join(folder, "go");
  const waits = `import { existsSync } from "fs";
    while (!existsSync(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 5));
    throw new Error();`;
  const both = [own.run(waits), own.run("console.log(1)")];
  // Its answer says that both have been received.
  await own.kernel.client.request("comm_info_request", {}).reply;
  writeFileSync(go, "");
  expect((await Promise.all(both)).map((ran) => ran.reply.status)).toEqual(["error", "aborted"]);
  const goesOn = await Promise.all([own.run("throw new Error()", { stop_on_error: false }), own.run("1")]);
  expect(goesOn[1].reply.status).toBe("ok");
});

test("completion, inspection and completeness are answered while a cell runs", async () => {
  const { client } = own.kernel;
  let answered: Promise<unknown>[] = [];
  const ran = await own.run(
    "console.log('begun'); await new Promise((done) => setTimeout(done, 30000));",
    {},
    async (message) => {
      if (!isMessage(message, "stream")) return;
      // One code point of two units lies before the cursor.
      answered = [
        client.request("complete_request", { code: "'😀'; Math.ma", cursor_pos: 12 }).reply,
        client.request("inspect_request", { code: "Math.max", cursor_pos: 8 }).reply,
        client.request("is_complete_request", { code: "for (;;) {" }).reply,
        client.request("comm_info_request", {}).reply,
      ];
      await Promise.all(answered);
      own.kernel.interrupt();
    },
  );
  expect(ran.reply.ename).toBe("KeyboardInterrupt");
  expect((await Promise.all(answered)).map((reply) => (reply as { content: unknown }).content)).toMatchObject([
    { matches: ["max"], cursor_start: 10, cursor_end: 12 },
    { found: true, data: { "text/plain": expect.stringContaining("max(...values: number[])") } },
    { status: "incomplete", indent: "  " },
    { comms: {} },
  ]);
});

test("a changed module of the notebook's folder is seen by the next run of the cell, values and types", async () => {
  writeFileSync(join(folder, "local.ts"), "export const version: number = 1;");
  const cell = 'import { version } from "./local"; version';
  expect(await text(cell)).toBe("1");
  writeFileSync(join(folder, "local.ts"), 'export const version: string = "two";');
  expect(await text(cell)).toBe("'two'");
  writeFileSync(join(folder, "local.ts"), 'export { version } from "./deeper.ts";');
  writeFileSync(join(folder, "deeper.ts"), 'export const version: string = "deeper";');
  expect(await text(cell.replace("local", "local.ts"))).toBe("'deeper'");
  expect((await own.run("version.toFixed()")).reply.ename).toBe("CompileError");
});

test("a changed file of a linked package is seen by the next run of the cell, without a restart", async () => {
  const source = join(folder, "linked");
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  mkdirSync(source);
  symlinkSync(source, join(folder, "node_modules", "linked"));
  writeFileSync(join(source, "package.json"), '{ "name": "linked", "type": "module", "main": "index.js" }');
  writeFileSync(join(source, "index.js"), 'export { value as default } from "./value.js"; export * from "./value.js";');
  writeFileSync(join(source, "value.js"), "export const value = [1];");
  const cell = '// @ts-nocheck\nimport again, { value } from "linked"; [value, again === value]';
  expect(await text(cell)).toBe("[ [ 1 ], true ]");
  await own.run("value.push(2)");
  expect(await text(cell)).toBe("[ [ 1, 2 ], true ]");
  writeFileSync(join(source, "value.js"), "export const value = ['new'];");
  expect(await text(cell)).toBe("[ [ 'new' ], true ]");
  writeFileSync(join(source, "value.js"), "export const value = ;");
  expect((await own.run(cell)).reply).toMatchObject({ status: "error", ename: "SyntaxError" });
});

test("Markdown, formulas, JSON and pictures are shown as results and by Jupyter.display", async () => {
  expect((await own.run("Jupyter.markdown('# a')")).result).toEqual({ "text/markdown": "# a", "text/plain": "# a" });
  expect((await own.run("Jupyter.json({ n: [1, NaN] })")).result?.["application/json"]).toEqual({ n: [1, null] });
  const { published } = await own.run(
    "for (const each of [Jupyter.latex('$a^2$'), Jupyter.html('<b>'), Jupyter.image('<svg ></svg>')]) await Jupyter.display(each);",
  );
  const mimes = published.map((each) => isMessage(each, "display_data") && Object.keys(each.content.data)[0]);
  expect(mimes).toEqual(["text/latex", "text/html", "image/svg+xml"]);
  const broken = await own.run('({ [Symbol.for("Jupyter.display")]: () => ({ "application/json": 1n }) })');
  expect(broken.reply).toMatchObject({ status: "error", ename: "TypeError" });
});

test("a cell's progress is one display, whose last state is there when the cell ends", async () => {
  const { published } = await own.run(
    "const step = Jupyter.progress('trials', 50); for (let i = 1; i <= 50; i++) { await null; step(i); }",
  );
  expect(published.map(({ header }) => header.msg_type).slice(0, 2)).toEqual(["display_data", "update_display_data"]);
  const last = published.at(-1)! as unknown as { content: { data: Record<string, string> } };
  expect(last.content.data["text/plain"]).toMatch(/^trials: 50 of 50, \d+ s$/);
  // Modules that cells import find it as a global.
  expect(await text("(globalThis as any).Jupyter === Jupyter")).toBe("true");
  const left = await own.run("step(0, 60); step(7, 60);");
  expect(left.reply, JSON.stringify(left.reply)).toMatchObject({ status: "ok" });
  const end = left.published.at(-1)! as unknown as { content: { data: Record<string, string> } };
  expect(end.content.data["text/plain"]).toMatch(/^trials: 7 of 60, \d+ s$/);
});

test("a cell that reads what an older generation of a changed file made says which cells to run again", async () => {
  const source = join(folder, "aged");
  mkdirSync(source);
  symlinkSync(source, join(folder, "node_modules", "aged"));
  writeFileSync(join(source, "package.json"), '{ "name": "aged", "type": "module", "main": "index.js" }');
  writeFileSync(join(source, "index.js"), 'export * from "./value.js"; export const other = 1;');
  writeFileSync(join(source, "value.js"), "export const make = () => 1;");
  const make = '// @ts-nocheck\nimport { make } from "aged"; const made = make();';
  const one = (await own.run(make)).reply.execution_count;
  const two = (await own.run("const twice = made * 2; const free = 5;")).reply.execution_count;
  expect((await own.run("twice + made")).stdout).toBe("");

  writeFileSync(join(source, "value.js"), "export const make = () => 10;");
  const told = await own.run("[twice, made, free].length");
  expect(told.stdout).toBe(
    `Note: twice, made and free were made before aged/value.js changed. Run In[${one}] and In[${two}] again.\n`,
  );
  expect(told.stderr).toBe("");
  expect((await own.run("seed")).stdout).toBe("");

  const again = (await own.run(make)).reply.execution_count;
  expect((await own.run("made")).stdout).toBe("");
  expect((await own.run("twice")).stdout).toBe(
    `Note: twice was made before aged/value.js changed. Run In[${two}] again.\n`,
  );
  expect(again).toBeGreaterThan(two!);
  await own.run("const twice = made * 2;");
  expect(await own.run("twice")).toMatchObject({ stdout: "", result: { "text/plain": "20" } });
});

test("what runs in a module runs in a cell: files of the project, values as Node gives them, decorators, import.meta", async () => {
  const project = join(folder, "project");
  mkdirSync(join(project, "notebooks"), { recursive: true });
  const kernel = await newKernel({ folder: join(project, "notebooks") });
  const textOf = async (code: string) => (await kernel.run(code)).result?.["text/plain"];
  writeFileSync(join(project, "up.ts"), "export const u: number = 7;");
  writeFileSync(join(project, "notebooks", "data.json"), '{ "a": 3 }');
  writeFileSync(join(project, "notebooks", "old.cjs"), "module.exports = { named: 1, default: 2 };");
  expect(await textOf('import { u } from "../up.ts"; u')).toBe("7");
  expect(await textOf('import data from "./data.json" with { type: "json" }; data.a')).toBe("3");
  expect(await textOf('import old, { named } from "./old.cjs"; [old, named]')).toBe("[ { named: 1, default: 2 }, 1 ]");
  expect(await textOf('require("./old.cjs").named')).toBe("1");
  expect(await textOf("const top = 5; eval('top + 1')")).toBe("6");
  expect(await textOf("const seen = () => eval('top'); seen()")).toBe("5");
  expect(await textOf("[import.meta.dirname === __dirname, import.meta.resolve('fs'), typeof require('fs')]")).toBe(
    "[ true, 'node:fs', 'object' ]",
  );
  await kernel.run("const C = class { private x = 1; get() { return this.x; } }; const c = new C();");
  expect(await textOf("c.get().toFixed()")).toBe("'1'");
  await kernel.run("declare global { var everywhere: number } globalThis.everywhere = 4;");
  expect(await textOf("everywhere.toFixed()")).toBe("'4'");
  const { reply } = await kernel.run("const inc = Math.");
  expect(reply.traceback).toEqual([
    "CompileError: the cell was not run",
    "line 1, column 18: Identifier expected.",
    "    const inc = Math.",
    "                     ~",
  ]);
});

test("a traceback through files beside the notebook, and through what was made of sources, names their own lines", async () => {
  writeFileSync(
    join(folder, "thrower.ts"),
    "interface Unused {\n  a: number;\n}\nexport function thrower({ a }: Unused): never {\n  throw new Error(String(a));\n}\n",
  );
  const cell = 'import { thrower } from "./thrower.ts";\n\nthrower({ a: 1 });';
  const { execution_count: n, traceback } = (await own.run(cell)).reply;
  const path = join(folder, "thrower.ts");
  expect(traceback!.slice(0, 3)).toEqual(["Error: 1", `    at thrower (${path}:5:9)`, `    at In[${n}]:3:1`]);
  const changed = (text: string) => writeFileSync(path, `\n${text}`);
  changed("export function thrower(a: { a: number }): never { throw new Error('again'); }");
  expect((await own.run(cell)).reply.traceback![1]).toBe(`    at thrower (${path}:2:58)`);
  const lab = `import { createPanel } from ${JSON.stringify(join(root, "lib", "dist", "market", "index.js"))}; createPanel(null as any, {} as any);`;
  const made = (await own.run(`// @ts-nocheck\n${lab}`)).reply.traceback!.slice(0, 2).join("\n");
  expect(made).toMatch(/\/lib\/market\/\w+\.ts:\d+:\d+/);
  expect(made).not.toContain("/dist/");
});
