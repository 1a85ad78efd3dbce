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
 * Threads and tasks that die of an exception only print it; here it is published as the error of their cell too. What a
 * thread prints goes to the cell that started it (from 3.14 Python's threads can have that by themselves); a pool's
 * thread works for whoever asks next, and is idle when nothing lies over its own worker's frame.
 */
const PYTHON_BEFORE = `
def _trident_prepare():
    import asyncio, contextvars, gc, sys, threading, time
    shell = get_ipython()
    loop = asyncio.get_running_loop()
    if hasattr(shell, "_trident_settled"):
        return
    TOLD = "_trident_told"
    print_exception, old_handler = threading.excepthook, loop.get_exception_handler()
    start_thread = threading.Thread.start
    channels = [sys.stdout, sys.stderr, shell.display_pub]

    def parent(of=None):
        read = lambda: sys.stderr.parent_header
        return (of.run(read) if of is not None else None) or contextvars.Context().run(read)

    def publish(error, header):
        if error is None or isinstance(error, (SystemExit, asyncio.CancelledError)) or TOLD in error.__dict__:
            return
        # On the error itself: the id of one that is gone is soon another's.
        error.__dict__[TOLD] = True
        content = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
        sys.stderr.flush()
        session = shell.kernel.session
        session.send(shell.kernel.iopub_socket, "error", content, parent={"header": header}, ident=b"error")

    def of_thread(args):
        print_exception(args)
        if args.exc_type is not SystemExit:
            publish(args.exc_value or args.exc_type(), sys.stderr.parent_header)

    def of_loop(loop, context):
        if old_handler is None:
            loop.default_exception_handler(context)
        else:
            old_handler(loop, context)
        task = context.get("task") or context.get("future")
        of = task.get_context() if hasattr(task, "get_context") else getattr(context.get("handle"), "_context", None)
        publish(context.get("exception"), parent(of))

    def start(thread):
        if not str(getattr(getattr(thread, "_target", None), "__module__", "")).startswith(PACKAGES):
            headers = [(channel, channel.parent_header) for channel in channels]
            run = thread.run

            def run_here():
                for channel, header in headers:
                    channel.set_thread_parent(header)
                run()

            thread.run = run_here
        start_thread(thread)

    PACKAGES = ("concurrent.", "multiprocessing.", "ipykernel.", "zmq.")
    known = set(threading.enumerate())
    threading.excepthook = of_thread
    loop.set_exception_handler(of_loop)
    if all(hasattr(channel, "set_thread_parent") for channel in channels):
        threading.Thread.start = start

    def is_busy(thread):
        frame = sys._current_frames().get(thread.ident)
        return frame is not None and not (
            frame.f_code.co_name == "_worker" and frame.f_globals.get("__name__", "").startswith(PACKAGES)
        )

    def is_of_cell(task):
        code = getattr(task.get_coro(), "cr_code", None)
        return not any(f"/{name}/" in getattr(code, "co_filename", "") for name in ("ipykernel", "zmq", "tornado"))

    def pending():
        threads = [each for each in threading.enumerate() if each not in known and not each.daemon and is_busy(each)]
        mine = asyncio.current_task()
        tasks = [each for each in asyncio.all_tasks() if each is not mine and is_of_cell(each)]
        return [each.name for each in threads] + [each.get_name() for each in tasks]

    async def settled(seconds):
        end = time.monotonic() + seconds
        left = pending()
        while left and time.monotonic() < end:
            await asyncio.sleep(0.02)
            left = pending()
        for task in [each for each in gc.get_objects() if issubclass(type(each), asyncio.Task)]:
            if task.done() and not task.cancelled() and getattr(task, "_log_traceback", False):
                publish(task.exception(), parent(task.get_context() if hasattr(task, "get_context") else None))
        sys.stdout.flush()
        sys.stderr.flush()
        shell._trident_pending = ", ".join(left)

    shell._trident_settled = settled
    shell._trident_pending = ""


_trident_prepare()
del _trident_prepare
`;
