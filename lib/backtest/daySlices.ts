import type { Decisions } from "./decisions.ts";
import { type SliceEnd, type SliceMarket, tradeSlice } from "./slice.ts";

/**
 * Slices of one day's decisions. A thousand draws give them the same few tickers again and again, so that each is traded
 * once a rule and ticker; and what a day's slices gain is little enough to stay in the processor's cache.
 */
export class DaySlices {
  readonly #market: SliceMarket;
  readonly #decisions: Decisions;
  /** By decision: its rule's place among those of its day. */
  readonly #rule: Int32Array;
  /** By rule of the day and ticker: where its sessions lie, -1 where it was not traded yet; how many; and the first. */
  #at = new Int32Array(0);
  #length = new Int32Array(0);
  #session = new Int32Array(0);
  #ends: SliceEnd[] = [];
  #kept = new Float64Array(1024);
  #used = 0;
  readonly #scratch: Float64Array;

  constructor(market: SliceMarket, decisions: Decisions) {
    this.#market = market;
    this.#decisions = decisions;
    this.#rule = new Int32Array(decisions.row.length);
    this.#scratch = new Float64Array(market.last - market.first + 1);
  }

  /** Forgets the day before. @param day places of decisions. */
  begin(day: Int32Array): void {
    const { profit, stop, horizon } = this.#decisions;
    const rules = new Map<string, number>();
    for (const k of day) {
      const rule = `${profit[k]} ${stop[k]} ${horizon[k]}`;
      this.#rule[k] = rules.get(rule) ?? rules.size;
      rules.set(rule, this.#rule[k]!);
    }
    const slots = rules.size * this.#market.panel.tickers.length;
    if (this.#at.length < slots) {
      this.#at = new Int32Array(slots);
      this.#length = new Int32Array(slots);
      this.#session = new Int32Array(slots);
    }
    this.#at.fill(-1, 0, slots);
    this.#ends = [];
    this.#used = 0;
  }

  /**
   * Adds what a decision of the day gains with another ticker.
   *
   * @param k the decision's place.
   * @param row the ticker's row on the day.
   * @returns the sessions that it is held for, 0 where it is not entered.
   */
  add(daily: Float64Array, k: number, ticker: number, row: number): number {
    const slot = this.#slot(k, ticker, row);
    const [at, length, session] = [this.#at[slot]!, this.#length[slot]!, this.#session[slot]!];
    const kept = this.#kept;
    for (let i = 0; i < length; i++) daily[session + i]! += kept[at + i]!;
    return length;
  }

  /** How that ends. */
  end(k: number, ticker: number, row: number): SliceEnd {
    return this.#ends[this.#slot(k, ticker, row)]!;
  }

  #slot(k: number, ticker: number, row: number): number {
    const slot = this.#rule[k]! * this.#market.panel.tickers.length + ticker;
    if (this.#at[slot]! < 0) this.#trade(slot, k, ticker, row);
    return slot;
  }

  #trade(slot: number, k: number, ticker: number, row: number): void {
    const { profit, stop, horizon } = this.#decisions;
    const { panel, first } = this.#market;
    const rule = { profit: profit[k]!, stop: stop[k]!, horizon: horizon[k]! };
    const end: SliceEnd = { entryRow: -1, exitRow: -1, exitPrice: 0, delisted: false };
    tradeSlice(this.#market, row, ticker, rule, this.#scratch, end);
    this.#ends[slot] = end;
    this.#at[slot] = this.#used;
    this.#length[slot] = 0;
    if (end.entryRow < 0) return;
    const entered = panel.session[end.entryRow]! - first;
    const path = this.#scratch.subarray(entered, panel.session[end.exitRow]! - first + 1);
    if (this.#used + path.length > this.#kept.length) {
      const larger = new Float64Array(2 * (this.#kept.length + path.length));
      larger.set(this.#kept);
      this.#kept = larger;
    }
    this.#kept.set(path, this.#used);
    this.#length[slot] = path.length;
    this.#session[slot] = entered;
    this.#used += path.length;
    path.fill(0);
  }
}
