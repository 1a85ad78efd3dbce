import { inspect } from "node:util";

const PENDING = inspect(new Promise(() => {}));
/** For what would come after an interrupt that the cell caught. */
const NEVER = new Promise<never>(() => {});

/** What a cell waits for, so that it can be made to wait no longer; see {@link PARAMETER}. */
export class CellWaits {
  /** Why it is over, until the cell has been told. */
  #reason: Error | undefined;
  #isOver = false;
  #waiting: { readonly promise: Promise<unknown>; readonly reject: (error: unknown) => void } | undefined;

  /** What the cell awaits, until {@link end}. */
  readonly wait = (value: unknown): unknown => {
    if (this.#isOver) return this.#afterEnd();
    if ((typeof value !== "object" || value === null) && typeof value !== "function") return value;
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#waiting = { promise, reject };
    // V8 follows exactly this form when it writes the stack of an error, and no other reaction beside it: the cell's
    // line stays in it.
    Promise.resolve(value).then(resolve, reject);
    return promise;
  };

  /** What the cell iterates over with `for await`. */
  readonly each = (items: AsyncIterable<unknown> | Iterable<unknown>): unknown => {
    const begin = (items as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator];
    if (typeof begin !== "function") return items;
    const iterator = begin.call(items);
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          try {
            return await this.wait(iterator.next());
          } finally {
            // `for await` closes nothing that failed.
            if (this.#isOver) iterator.return?.().then(undefined, () => {});
          }
        },
        ...(iterator.return ? { return: () => iterator.return!() } : {}),
      }),
    };
  };

  /** Lets what the cell awaits, now or next, fail with this error, for its `finally` to be run, and nothing come after. */
  end(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Nothing else tells whether a promise has settled without a reaction to it.
    if (this.#waiting && inspect(this.#waiting.promise) === PENDING) this.#waiting.reject(error);
    else this.#reason = error;
  }

  #afterEnd(): Promise<never> {
    const reason = this.#reason;
    this.#reason = undefined;
    return reason ? Promise.reject(reason) : NEVER;
  }
}
