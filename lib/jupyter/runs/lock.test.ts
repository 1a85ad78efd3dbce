import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { lockRun } from "./lock.ts";

const newFolder = temporaryFolders();

test("a folder is locked once at a time", async () => {
  const folder = newFolder();
  const lock = await lockRun(folder);
  await expect(lockRun(folder)).rejects.toThrow(`Another run is going on in this folder (${folder})`);
  lock.release();
  (await lockRun(folder)).release();
});

test("the lock of another process holds until that process is killed, and no longer", async () => {
  const folder = newFolder();
  const script = `
    import { lockRun } from ${JSON.stringify(resolve("lib/jupyter/runs/lock.ts"))};
    await lockRun(${JSON.stringify(folder)});
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  await expect(lockRun(folder)).rejects.toThrow("Another run");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  (await lockRun(folder)).release();
});
