import type { Decisions } from "./decisions.ts";
import { type SliceEnd, type SliceMarket, tradeSlice } from "./slice.ts";

/** Sessions of slices that are kept in all: 128 MB. */
const MOST_KEPT = 2 ** 24;

/**
 * What slices gain a session, kept: a thousand draws give each decision the same few tickers again and again. Where all
 * decisions have one rule, a slice is its row's, whichever decision it stands in for. Beyond 128 MB slices are traded
 * anew.
 */
export class SlicePaths {
  readonly #market: SliceMarket;
  readonly #decisions: Decisions;
  /** Whether slots are rows of the panel; else they are a decision's tickers, one after the other. */
  readonly #byRow: boolean;
  /** The place of each ticker in its group; a slice's is that after its decision's first. */
  readonly #placeOf: Int32Array;
  readonly #slotsFrom: Float64Array;
  /** By slot: where its sessions lie, -1 where it was not traded yet; how many; and the first of them. */
  readonly #at: Int32Array;
  readonly #length: Int32Array;
  readonly #session: Int32Array;
  #kept = new Float64Array(1024);
  #used = 0;
  readonly #scratch: Float64Array;
  readonly #end: SliceEnd = { entryRow: -1, exitRow: -1, exitPrice: 0, delisted: false };

  /** @param tickerOf of each decision. */
  constructor(market: SliceMarket, decisions: Decisions, tickerOf: Int32Array, groups: readonly Int32Array[]) {
    this.#market = market;
    this.#decisions = decisions;
    this.#placeOf = new Int32Array(market.panel.tickers.length);
    const size = new Int32Array(market.panel.tickers.length).fill(1);
    for (const group of groups) {
      for (const [place, t] of group.entries()) {
        this.#placeOf[t] = place;
        size[t] = group.length;
      }
    }
    this.#slotsFrom = new Float64Array(decisions.row.length);
    let slots = 0;
    for (const [k, t] of tickerOf.entries()) {
      this.#slotsFrom[k] = slots;
      slots += size[t]!;
    }
    this.#byRow = haveOneRule(decisions);
    if (this.#byRow) slots = market.panel.rows;
    const kept = slots <= MOST_KEPT ? slots : 0;
    this.#at = new Int32Array(kept).fill(-1);
    this.#length = new Int32Array(kept);
    this.#session = new Int32Array(kept);
    this.#scratch = new Float64Array(market.last - market.first + 1);
  }

  /**
   * Adds what decision `k` gains with another ticker of its group.
   *
   * @param row the ticker's row on the decision's day.
   * @returns the sessions that it is held for, 0 where it is not entered.
   */
  add(daily: Float64Array, k: number, ticker: number, row: number): number {
    const slot = this.#byRow ? row : this.#slotsFrom[k]! + this.#placeOf[ticker]!;
    if (slot >= this.#at.length) return this.#trade(daily, k, ticker, row);
    if (this.#at[slot]! < 0 && !this.#keep(slot, k, ticker, row)) return this.#trade(daily, k, ticker, row);
    const [at, length, session] = [this.#at[slot]!, this.#length[slot]!, this.#session[slot]!];
    const kept = this.#kept;
    for (let i = 0; i < length; i++) daily[session + i]! += kept[at + i]!;
    return length;
  }

  #trade(daily: Float64Array, k: number, ticker: number, row: number): number {
    const { profit, stop, horizon } = this.#decisions;
    const { panel, first } = this.#market;
    const rule = { profit: profit[k]!, stop: stop[k]!, horizon: horizon[k]! };
    const end = tradeSlice(this.#market, row, ticker, rule, daily, this.#end);
    if (end.entryRow < 0) return 0;
    const entered = panel.session[end.entryRow]!;
    this.#entered = entered - first;
    return panel.session[end.exitRow]! - entered + 1;
  }

  #entered = 0;

  /** False where there is no room left. */
  #keep(slot: number, k: number, ticker: number, row: number): boolean {
    const length = this.#trade(this.#scratch, k, ticker, row);
    const path = this.#scratch.subarray(this.#entered, this.#entered + length);
    const room = this.#used + length <= MOST_KEPT;
    if (room) {
      if (this.#used + length > this.#kept.length) {
        const larger = new Float64Array(Math.min(MOST_KEPT, 2 * (this.#kept.length + length)));
        larger.set(this.#kept);
        this.#kept = larger;
      }
      this.#kept.set(path, this.#used);
      this.#at[slot] = this.#used;
      this.#length[slot] = length;
      this.#session[slot] = this.#entered;
      this.#used += length;
    }
    path.fill(0);
    return room;
  }
}

function haveOneRule({ profit, stop, horizon }: Decisions): boolean {
  return [profit, stop, horizon].every((column) => column.every((value) => value === column[0]));
}
