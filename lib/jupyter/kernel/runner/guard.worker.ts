// The runner's second thread: it can stop the first one when that listens to nothing, and ends the runner, with all that
// it started, when the supervisor is gone.
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { CellState } from "./cellState.ts";
import { GUARD_FD } from "./frames.ts";

const state = new CellState(workerData as Int32Array<SharedArrayBuffer>);

const supervisor = new Socket({ fd: GUARD_FD, readable: true, writable: false });
supervisor.on("error", () => {});
supervisor.on("data", (words) => {
  for (const line of words.toString().trim().split("\n")) {
    const [how, cell] = [line.split(" ")[0], Number(line.split(" ")[1])];
    if (how === "stop") state.stop(cell, () => process.kill(process.pid, "SIGINT"));
    else state.force(cell, (done) => terminate(cell, done));
  }
});
supervisor.on("close", () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"));
parentPort!.postMessage("ready");

function terminate(cell: number, done: () => void): void {
  // Only as long as it is needed: a process that ends waits for sessions that are open.
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
    done();
    parentPort!.postMessage(cell);
  });
}
