/**
 * The ids that a pass over the table has seen, in memory that all threads share, to find out whether one is there
 * again. A slot has 4 bytes: 31 bits of the id's fingerprint, besides those that choose the slot. Two ids that agree
 * in all of these are taken for one, in about one of a thousand tables of three million rows; the pass that then
 * follows compares 64 bits, so no figure is ever wrong for it.
 */

/** The ids that a pass looks at: number `index` of `of` equal shares, so that they fit in memory. */
export interface IdShare {
	readonly index: number;
	readonly of: number;
}

export const ALL_IDS: IdShare = { index: 0, of: 1 };

/** An id of a table that is three quarters full is never this far from its slot. */
const MAX_PROBES = 500;
/** The bit of a slot whose id was seen again. */
const AGAIN = 1;
/** Ids whose slots are fetched from memory together, which takes a third of the time. */
const TOGETHER = 64;

/** The slots, a power of two, for this many ids: at most three quarters of them are taken. */
export function slotsFor(ids: number): number {
	return 2 ** Math.max(10, Math.ceil(Math.log2((ids * 4) / 3)));
}

export function newSlots(slots: number): Int32Array {
	return new Int32Array(new SharedArrayBuffer(slots * 4));
}

export class SeenIds {
	/** Rows whose id was there already. */
	again = 0;
	/** Ids of which this object saw the second row. */
	repeated = 0;
	/** Whether there was no slot for an id. */
	isFull = false;
	/** What the plain reads found: kept, so that they are not optimized away. */
	touched = 0;
	readonly #slots: Int32Array;
	readonly #mask: number;
	readonly #share: IdShare;
	readonly #lows = new Int32Array(TOGETHER);
	readonly #highs = new Int32Array(TOGETHER);
	#waiting = 0;

	/** @param slots in shared memory, a power of two of them, all 0 at first */
	constructor(slots: Int32Array, share: IdShare) {
		this.#slots = slots;
		this.#mask = slots.length - 1;
		this.#share = share;
	}

	/** Adds an id by its fingerprint, unless it is of another share. Safe across threads. */
	add(low: number, high: number): void {
		if (!isInShare(this.#share, high)) return;
		this.#lows[this.#waiting] = low;
		this.#highs[this.#waiting] = high;
		this.#waiting += 1;
		if (this.#waiting === TOGETHER) this.flush();
	}

	/** Call it after the last id. */
	flush(): void {
		const slots = this.#slots;
		const mask = this.#mask;
		// Plain reads wait for memory together; the atomic ones that follow would each wait alone.
		let touched = 0;
		for (let at = 0; at < this.#waiting; at += 1) {
			touched |= slots[(this.#lows[at] as number) & mask] as number;
		}
		this.touched = touched;
		for (let at = 0; at < this.#waiting && !this.isFull; at += 1) {
			this.#insert(this.#lows[at] as number, this.#highs[at] as number);
		}
		this.#waiting = 0;
	}

	/** Whether the id was added twice; sometimes true for one that was not. Call it once all ids are added. */
	isRepeated(low: number, high: number): boolean {
		if (!isInShare(this.#share, high)) return false;
		const tag = tagOf(high);
		const mask = this.#mask;
		for (let slot = low & mask; ; slot = (slot + 1) & mask) {
			const found = this.#slots[slot] as number;
			if (found === 0) return false;
			if ((found & ~AGAIN) === tag) return (found & AGAIN) !== 0;
		}
	}

	#insert(low: number, high: number): void {
		const slots = this.#slots;
		const mask = this.#mask;
		const tag = tagOf(high);
		let slot = low & mask;
		for (let probe = 0; probe < MAX_PROBES; probe += 1) {
			let found = slots[slot] as number;
			if (found === 0) {
				found = Atomics.compareExchange(slots, slot, 0, tag);
				if (found === 0) return;
			}
			if ((found & ~AGAIN) === tag) {
				this.again += 1;
				if ((Atomics.or(slots, slot, AGAIN) & AGAIN) === 0) this.repeated += 1;
				return;
			}
			slot = (slot + 1) & mask;
		}
		this.isFull = true;
	}
}

/** Never 0, which is a free slot. */
function tagOf(high: number): number {
	return high & ~AGAIN || 2;
}

function isInShare({ index, of }: IdShare, high: number): boolean {
	return of === 1 || Math.floor(((high >>> 0) / 2 ** 32) * of) === index;
}
