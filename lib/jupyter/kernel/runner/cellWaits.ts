/** For what would come after an interrupt that the cell caught. */
const NEVER = new Promise<never>(() => {});

/** What a cell waits for, so that it can be made to wait no longer; see {@link interruptibleAwaits}. */
export class CellWaits {
  #isOver = false;
  #reject: ((error: unknown) => void) | undefined;

  /** What the cell awaits, until {@link end}. */
  readonly wait = (value: unknown): unknown => {
    if (this.#isOver) return NEVER;
    if ((typeof value !== "object" || value === null) && typeof value !== "function") return value;
    // V8 follows exactly this form when it writes the stack of an error: the cell's line stays in it.
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      Promise.resolve(value).then(resolve, reject);
    });
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

  /** Lets what the cell now awaits fail with this error, for its `finally` to be run, and nothing come after. */
  end(error: unknown): void {
    this.#isOver = true;
    this.#reject?.(error);
  }
}
