// The runner's second thread: it can stop the first one when that listens to nothing, and ends the runner, with all that
// it started, when the supervisor is gone.
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { GUARD_FD, RUNNING, STOPPING } from "./frames.ts";

const cellState = workerData as Int32Array;

const supervisor = new Socket({ fd: GUARD_FD, readable: true, writable: false });
supervisor.on("error", () => {});
supervisor.on("data", (words) => {
  // The cell that is meant may have ended on the way.
  const cell = Number(words.toString().trim().split("\n").at(-1));
  if (cell !== Atomics.load(cellState, 1)) return;
  // Between cells it would stop whatever comes next; the cell does not end while it is being stopped.
  if (Atomics.compareExchange(cellState, 0, RUNNING, STOPPING) !== RUNNING) return;
  // Only as long as it is needed: a process that ends waits for sessions that are open.
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
    Atomics.store(cellState, 0, RUNNING);
    parentPort!.postMessage(cell);
  });
});
supervisor.on("close", () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"));
parentPort!.postMessage("ready");
