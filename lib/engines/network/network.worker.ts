import {
  type CancellationToken,
  createMessageConnection,
  ProgressType,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { serveNetworks } from "./serveNetworks.ts";

/**
 * A process that trains networks: it speaks the engine host's protocol on stdin and stdout, and ends when stdin does. A
 * process of its own, since TensorFlow's native library has one state a process, and one process has a GPU.
 */
const { stdin, stdout } = process;
const connection = createMessageConnection(new StreamMessageReader(stdin), new StreamMessageWriter(stdout));
const progressType = new ProgressType<{ done: number; total: number }>();
// Stdout is the protocol's alone.
console.log = console.error;

const handle = serveNetworks();
/** Calls go one after another, as in the Python host. */
let before: Promise<unknown> = Promise.resolve();
connection.onRequest((method, params, token) => {
  const answer = before.then(() => answerOf(method, params as Readonly<Record<string, unknown>>, token));
  before = answer.catch(() => {});
  return answer;
});
stdin.on("end", () => process.exit(0));
connection.listen();

async function answerOf(
  method: string,
  { progress, ...params }: Readonly<Record<string, unknown>>,
  token: CancellationToken,
): Promise<unknown> {
  const report = (done: number, total: number): void => {
    if (token.isCancellationRequested) throw new ResponseError(-32800, "cancelled");
    if (typeof progress === "string") void connection.sendProgress(progressType, progress, { done, total });
  };
  try {
    return await handle(method, params, report);
  } catch (error) {
    if (error instanceof ResponseError || !(error instanceof Error)) throw error;
    const type = error.name === "TensorFlowUnavailable" ? "ModuleNotFoundError" : error.name;
    throw new ResponseError(-32000, error.message, { type, traceback: error.stack });
  }
}
