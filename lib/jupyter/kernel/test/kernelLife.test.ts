import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { Dealer } from "zeromq";
import { type ConnectionInfo, channelAddress, createConnection } from "../../client/connection.ts";
import { isMessage } from "../../client/message.ts";
import { createMessage, decodeMessage, encodeMessage } from "../../client/wire.ts";
import { temporaryFolders } from "../../test/makeNotebook.ts";
import { CompilerProcess } from "../compilerProcess.ts";
import { History } from "../history.ts";
import { KernelServer } from "../kernelServer.ts";
import { type OwnKernel, ownKernels, type Ran } from "./ownKernel.ts";

const newKernel = ownKernels();
const newFolder = temporaryFolders();

/** Runs a cell that prints `begun` and interrupts it then. */
function interrupted(own: OwnKernel, code: string): Promise<Ran> {
  return own.run(code, {}, (message) => isMessage(message, "stream") && own.kernel.interrupt());
}

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await delay(25);
  }
  return false;
}

const home = newFolder();
let own: OwnKernel;
beforeAll(async () => {
  own = await newKernel({ home });
});

test("an interrupt stops whatever runs, and the variables stay", async () => {
  await own.run("const kept = 1;");
  for (const code of [
    "console.log('begun'); for (;;) {}",
    "console.log('begun'); for (;;) { try { for (;;) {} } catch {} }",
    "console.log('begun'); await new Promise(() => {});",
    "await null; console.log('begun'); for (;;) {}",
    "setTimeout(() => { console.log('begun'); for (;;) {} }, 1); await new Promise(() => {});",
    "console.log('begun'); (function again() { Promise.resolve().then(again); })(); await new Promise(() => {});",
  ]) {
    const { reply, published } = await interrupted(own, code);
    expect([code, reply.ename]).toEqual([code, "KeyboardInterrupt"]);
    expect(published.map(({ header }) => header.msg_type)).toEqual(["error"]);
  }
  expect((await own.run("kept")).result).toEqual({ "text/plain": "1" });
});

test("an interrupt ends the child that a cell waits for, and the variables stay", async () => {
  await own.run('import { execSync, spawn, spawnSync } from "node:child_process"; const kept = 1;');
  for (const code of [
    'console.log("begun"); execSync("sleep 30; sleep 30");',
    'await null; console.log("begun"); execSync("sleep 30");',
    `console.log("begun"); spawnSync("sh", ["-c", "trap '' INT; sleep 30; sleep 30"]); for (;;) {}`,
  ]) {
    const { reply } = await interrupted(own, code);
    expect([code, reply.status]).toEqual([code, "error"]);
    expect((await own.run("kept")).result).toEqual({ "text/plain": "1" });
  }
  // What it does not wait for is none of it.
  await own.run('const beside = spawn("sleep", ["30"]); const shared = new Int32Array(new SharedArrayBuffer(4));');
  await interrupted(own, "console.log('begun'); for (;;) {}");
  await interrupted(own, "await null; console.log('begun'); Atomics.wait(shared, 0, 0, 30_000);");
  await interrupted(own, "console.log('begun'); await new Promise(() => {});");
  const { result } = await own.run(
    "const alive = beside.exitCode ?? beside.signalCode ?? 'alive'; beside.kill(); alive",
  );
  expect(result).toEqual({ "text/plain": "'alive'" });
});

test("an interrupt reaches a cell whose process is still starting", async () => {
  // As long as a process starts, and longer: before the cell is compiled, before it is sent, before it begins, after.
  for (const ms of [0, 40, 80, 120, 250]) {
    expect((await own.run("process.exit(1)")).reply.ename).toBe("RunnerDied");
    const looping = own.run("while (true) {}");
    await delay(ms);
    own.kernel.interrupt();
    expect([ms, (await looping).reply.ename]).toEqual([ms, "KeyboardInterrupt"]);
  }
  expect((await own.run("1 + 1")).result).toEqual({ "text/plain": "2" });
});

test("an interrupted cell that waits ends there: its `finally` is run, and nothing comes after", async () => {
  await own.run(`let turns = 0, kind: number = 1; const sleep = (ms: number) => new Promise((ok) => setTimeout(ok, ms));
    async function* items() { try { for (;;) { await sleep(5); yield 1; } } finally { turns = -1; } }`);
  const waiting = [
    "console.log('begun'); for (;;) { await sleep(5); turns++; }",
    "console.log('begun'); try { await sleep(1e6); turns++; } catch {} await null; turns++;",
    "console.log('begun'); await sleep(3_000); let kind = 'text';",
  ];
  for (const code of waiting) {
    expect((await interrupted(own, code)).reply.ename).toBe("KeyboardInterrupt");
    const { result } = await own.run("const before = turns; await sleep(50); [turns - before, kind.toFixed()]");
    expect([code, result]).toEqual([code, { "text/plain": "[ 0, '1' ]" }]);
  }
  const closing = await interrupted(
    own,
    "console.log('begun'); try { await sleep(1e6); } finally { console.log('end'); }",
  );
  expect(closing.stdout).toBe("begun\nend\n");
  await interrupted(own, "console.log('begun'); for await (const each of items()) turns += each;");
  await expect.poll(async () => (await own.run("turns")).result).toEqual({ "text/plain": "-1" });
});

test("a stage of a library that tells of its progress ends with the cell that was interrupted", async () => {
  await own.run(`let rounds = 0; const pause = (ms: number) => new Promise((ok) => setTimeout(ok, ms));
    async function stage(onProgress: (done: number) => void) { for (;;) { await pause(5); onProgress(++rounds); } }`);
  const { published } = await interrupted(own, "console.log('begun'); await stage(Jupyter.progress('rounds'));");
  expect(published.filter(({ header }) => header.msg_type === "error")).toHaveLength(1);
  const after = await own.run("await pause(30); const reached = rounds; await pause(50); rounds - reached");
  expect([after.result, after.published]).toEqual([{ "text/plain": "0" }, []]);
});

test("what a loop has counted is there after an interrupt, to the last step", async () => {
  await own.run("let steps = 0, twice = 0; let never: number;");
  let before = 0;
  for (const head of ["", "await null;", "try {"]) {
    const loop = `console.log('begun'); while (true) { twice = 2 * steps; steps++; if (steps < 0) never = 1; }`;
    const cell = `${head} ${loop} ${head === "try {" ? "} finally { steps = -1; }" : ""}`;
    // On a busy machine the interrupt may come before the first step.
    for (let steps = before; steps === before; ) {
      expect((await interrupted(own, cell)).reply.ename).toBe("KeyboardInterrupt");
      const { result } = await own.run("// @ts-nocheck\n[steps, 2 * steps - twice, never]");
      const text = result!["text/plain"]!.toString();
      expect(text).toMatch(/undefined/);
      const [now, apart] = JSON.parse(text.replace("undefined", "0")) as [number, number];
      expect(now).toBeGreaterThanOrEqual(before);
      expect([0, 2]).toContain(apart);
      steps = now;
    }
    before = Number((await own.run("steps")).result!["text/plain"]);
  }
});

test("a runner that dies is reported and replaced; the last words of it arrive", async () => {
  const { stdout } = await own.run("const lost = 1; console.log(process.pid)");
  const ran = await own.run("console.log('before'); process.kill(process.pid, 'SIGKILL'); for (;;) {}");
  expect(ran.stdout).toBe("before\n");
  expect(ran.reply).toMatchObject({ status: "error", ename: "RunnerDied" });
  expect(ran.reply.evalue).toMatch(/killed by SIGKILL, .*memory.*variables are lost; a new one has been started/);
  expect(await isGone(Number(stdout))).toBe(true);
  expect((await own.run("lost")).reply.evalue).toContain("Cannot find name 'lost'");
  const left = await own.run("console.log('going'); process.exit(7);");
  expect(left).toMatchObject({ stdout: "going\n", reply: { evalue: expect.stringContaining("exit code 7") } });
  expect((await own.run("6 * 7")).result).toEqual({ "text/plain": "42" });
});

test("two kernels do not mix, share their history, and leave nothing behind", async () => {
  const pids: number[] = [];
  const both = [own, await newKernel({ home })];
  await Promise.all(both.map((each, i) => each.run(`const mine = ${i};`)));
  for (const [i, each] of both.entries()) {
    expect((await each.run("mine")).result).toEqual({ "text/plain": String(i) });
    pids.push(Number((await each.run("console.log(process.pid)")).stdout), each.kernel.pid);
  }
  const query = { output: false, raw: true, hist_access_type: "search", pattern: "const mine = *" } as const;
  const { content } = await both[1]!.kernel.client.request("history_request", query).reply;
  expect(content.history.map((entry) => (entry as string[])[2]).sort()).toEqual(["const mine = 0;", "const mine = 1;"]);
  await both[0]!.kernel.shutdown();
  // The other one is killed while it listens to nothing.
  void both[1]!
    .run("console.log('begun'); for (;;) {}", {}, (message) => {
      if (isMessage(message, "stream")) process.kill(both[1]!.kernel.pid, "SIGKILL");
    })
    .catch(() => {});
  expect(await Promise.all(pids.map(isGone))).toEqual([true, true, true, true]);
});

/** The client's end of shell and stdin, under one name as Jupyter's own clients have it. */
function dealers(connection: ConnectionInfo): { shell: Dealer; stdin: Dealer } {
  const [shell, stdin] = [0, 1].map(() => new Dealer({ routingId: "client", linger: 0, receiveTimeout: 100_000 }));
  shell!.connect(channelAddress(connection, "shell"));
  stdin!.connect(channelAddress(connection, "stdin"));
  return { shell: shell!, stdin: stdin! };
}

/** A kernel in this process, on other ports if another program has just taken one of those that were free. */
async function openServer(log: string[]): Promise<{ server: KernelServer; connection: ConnectionInfo }> {
  for (let attempt = 1; ; attempt++) {
    const connection = await createConnection();
    const history = new History(":memory:");
    const server = new KernelServer({
      connection,
      history,
      compiler: new CompilerProcess(),
      log: (line) => log.push(line),
      ended: () => {},
    });
    try {
      await server.open();
      return { server, connection };
    } catch (error) {
      await server.close();
      if (attempt === 3) throw error;
    }
  }
}

test("a wrong signature is dropped and logged; an answer reaches the cell that asked", async () => {
  const log: string[] = [];
  const { server, connection } = await openServer(log);
  const { shell, stdin } = dealers(connection);
  try {
    const session = "test";
    const content = {
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: true,
      stop_on_error: true,
    };
    const forged = createMessage("execute_request", { ...content, code: "1" }, { session });
    await shell.send(encodeMessage(forged, "another key"));
    const code =
      'const name = await Jupyter.input("Who? ", { password: true }); if (name !== "me") throw new Error(name)';
    const asking = createMessage("execute_request", { ...content, code }, { session });
    await shell.send(encodeMessage(asking, connection.key));
    const question = decodeMessage(await stdin.receive(), connection.key);
    expect(question).toMatchObject({ content: { prompt: "Who? ", password: true } });
    const answer = createMessage("input_reply", { value: "me" }, { session });
    await stdin.send(encodeMessage(answer, connection.key));
    const reply = decodeMessage(await shell.receive(), connection.key);
    expect(reply.parent.msg_id).toBe(asking.header.msg_id);
    expect(reply.content).toMatchObject({ status: "ok", execution_count: 1 });
    const broken = createMessage("complete_request", { code: 3, cursor_pos: 0 } as never, { session });
    await shell.send(encodeMessage(broken, connection.key));
    expect(decodeMessage(await shell.receive(), connection.key).content).toMatchObject({ status: "error" });
    expect(log[0]).toMatch(/dropped: .*wrong signature/);
  } finally {
    shell.close();
    stdin.close();
    await server.close();
  }
});
