import type { Kernelspec } from "../client/kernelspec.ts";

/** Code by which a kernel is asked to wait until nothing of its cells goes on any more. */
export interface Settling {
  /** Run before the first cell: makes errors known that nothing but a log would show. */
  readonly before?: string;
  /** Run after the last cell. */
  readonly code: string;
  /** Then evaluated: the names of what still goes on, in quotes and with commas between them. */
  readonly expression: string;
}

/**
 * How a kernel is asked to settle: by its event loop for our own, by its threads and tasks for Python's.
 *
 * @param seconds how long it may wait.
 * @returns undefined for kernels that cannot be asked.
 */
export function settlingOf({ language, metadata }: Kernelspec, seconds: number): Settling | undefined {
  const { kernel } = (metadata.trident ?? {}) as { readonly kernel?: string };
  if (kernel === "trident-jupyter") {
    const call = `(globalThis as any)[Symbol.for("trident-jupyter.settled")](${seconds * 1000})`;
    return { code: "", expression: `await ${call}` };
  }
  if (!/^python\d*$/i.test(language)) return undefined;
  return {
    before: PYTHON_BEFORE,
    code: `await get_ipython()._trident_settled(${seconds})`,
    expression: "get_ipython()._trident_pending",
  };
}

/**
 * Threads and tasks that die of an exception only print it; here it is published as the error of its cell too, with the
 * parent of what the thread prints. Threads of pools are idle when nothing lies over their own worker's frame.
 */
const PYTHON_BEFORE = `
def _trident_prepare():
    import asyncio, gc, sys, threading, time
    shell = get_ipython()
    loop = asyncio.get_running_loop()
    if hasattr(shell, "_trident_settled"):
        return
    known = set(threading.enumerate()) | set(asyncio.all_tasks())
    told = set()
    print_exception, old_handler = threading.excepthook, loop.get_exception_handler()

    def publish(error):
        if error is None or isinstance(error, (SystemExit, asyncio.CancelledError)) or id(error) in told:
            return
        told.add(id(error))
        content = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
        sys.stderr.flush()
        parent = {"header": sys.stderr.parent_header}
        shell.kernel.session.send(shell.kernel.iopub_socket, "error", content, parent=parent, ident=b"error")

    def of_thread(args):
        print_exception(args)
        if args.exc_type is not SystemExit:
            publish(args.exc_value or args.exc_type())

    def of_task(loop, context):
        if old_handler is None:
            loop.default_exception_handler(context)
        else:
            old_handler(loop, context)
        publish(context.get("exception"))

    threading.excepthook = of_thread
    loop.set_exception_handler(of_task)

    def pending():
        frames = sys._current_frames()
        threads = [
            thread.name
            for thread in threading.enumerate()
            if thread not in known and not thread.daemon and thread is not threading.main_thread()
            and getattr(getattr(frames.get(thread.ident), "f_code", None), "co_name", "") != "_worker"
        ]
        mine = asyncio.current_task()
        tasks = [task.get_name() for task in asyncio.all_tasks() if task not in known and task is not mine]
        return threads + tasks

    async def settled(seconds):
        end = time.monotonic() + seconds
        left = pending()
        while left and time.monotonic() < end:
            await asyncio.sleep(0.02)
            left = pending()
        for task in [each for each in gc.get_objects() if issubclass(type(each), asyncio.Task)]:
            if task.done() and not task.cancelled() and getattr(task, "_log_traceback", False):
                publish(task.exception())
        sys.stdout.flush()
        sys.stderr.flush()
        shell._trident_pending = ", ".join(left)

    shell._trident_settled = settled
    shell._trident_pending = ""


_trident_prepare()
del _trident_prepare
`;
