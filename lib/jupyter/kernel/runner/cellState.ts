const [PHASE, CELL, CODE, STOPPED] = [0, 1, 2, 3];
/** Whether a cell runs, and whether it is being ended by force. */
const [IDLE, RUNNING, ENDING] = [0, 1, 2];
/** Whether SIGINT would reach synchronous code of the cell, is on its way to it, or has been sent. */
const [OUTSIDE, INSIDE, SIGNALLING, SIGNALLED] = [0, 1, 2, 3];

/**
 * What the runner's two threads share of the cell that runs. The first thread, which runs it, may listen to nothing; the
 * guard stops it then, and only it: what is meant for a cell never hits what comes after. SIGINT is only sent while
 * synchronous code runs that Node lets it break, since Node takes its handlers away for that time and puts them back
 * later; in between it would end the process.
 */
export class CellState {
  readonly #memory: Int32Array;

  /** @param memory of the other thread's state; new by default. */
  constructor(memory = new Int32Array(new SharedArrayBuffer(16))) {
    this.#memory = memory;
  }

  /** For the other thread. */
  get memory(): Int32Array {
    return this.#memory;
  }

  /** A cell begins. */
  begin(cell: number): void {
    Atomics.store(this.#memory, CODE, OUTSIDE);
    Atomics.store(this.#memory, CELL, cell);
    Atomics.store(this.#memory, PHASE, RUNNING);
  }

  /**
   * The cell has ended, unless the guard is ending it: then it waits until that has been done, which is to be hit here
   * and not in what comes next.
   *
   * @returns whether it has; otherwise the guard's word ends it.
   */
  end(): boolean {
    if (Atomics.compareExchange(this.#memory, PHASE, RUNNING, IDLE) !== ENDING) return true;
    while (Atomics.load(this.#memory, PHASE) === ENDING);
    return false;
  }

  /**
   * Synchronous code begins, in which Node listens to SIGINT.
   *
   * @returns whether the cell has been stopped before that.
   */
  enter(): boolean {
    Atomics.store(this.#memory, CODE, INSIDE);
    return Atomics.load(this.#memory, STOPPED) === Atomics.load(this.#memory, CELL);
  }

  /** Synchronous code ends, or has ended. */
  leave(): void {
    if (Atomics.compareExchange(this.#memory, CODE, INSIDE, OUTSIDE) !== SIGNALLING) return;
    while (Atomics.load(this.#memory, CODE) === SIGNALLING);
  }

  /** Stops synchronous code of this cell: by `signal` if it runs, else before it begins. */
  stop(cell: number, signal: () => void): void {
    if (cell !== Atomics.load(this.#memory, CELL)) return;
    Atomics.store(this.#memory, STOPPED, cell);
    if (Atomics.compareExchange(this.#memory, CODE, INSIDE, SIGNALLING) !== INSIDE) return;
    signal();
    Atomics.store(this.#memory, CODE, SIGNALLED);
  }

  /** Ends this cell by force, by `end`, which calls back when it has. Between cells it would hit whatever comes next. */
  force(cell: number, end: (done: () => void) => void): void {
    if (cell !== Atomics.load(this.#memory, CELL)) return;
    if (Atomics.compareExchange(this.#memory, PHASE, RUNNING, ENDING) !== RUNNING) return;
    end(() => Atomics.store(this.#memory, PHASE, RUNNING));
  }
}
