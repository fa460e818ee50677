/**
 * Which rows of a block were rejected, and why, in no more bytes than the block has rows. A rejected row is a byte: the
 * index of its reason, plus one. Between two of them, the number of other rows is written in digits of 7 bits, lowest
 * first, each with the highest bit set.
 */

import { REJECT_REASONS, type RejectReason } from '../../table/reject-reasons.ts';

const DIGIT = 0x80;

/** Reused for each block, to spare the garbage collector. */
let space = new Uint8Array();

/** One at a time. */
export class RejectedRows {
	/** Number of rejected rows. */
	count = 0;
	#bytes = 0;
	/** The row after the last rejected one. */
	#next = 0;
	readonly #most: number;

	/** @param most rows that the block can have */
	constructor(most: number) {
		this.#most = most;
	}

	/** @param row its number in the block, from 0; greater than that of the row before */
	add(row: number, reason: RejectReason): void {
		for (let others = row - this.#next; others > 0; others = Math.floor(others / DIGIT)) {
			this.#put(DIGIT | (others % DIGIT));
		}
		this.#put(REJECT_REASONS.indexOf(reason) + 1);
		this.#next = row + 1;
		this.count += 1;
	}

	/** Moves them into the memory of the block, which nobody reads any more. */
	takeInto(block: Uint8Array): Uint8Array {
		block.set(space.subarray(0, this.#bytes));
		return block.subarray(0, this.#bytes);
	}

	#put(byte: number): void {
		if (this.#bytes === space.length) {
			const size = Math.min(2 * Math.max(space.length, 1024), this.#most);
			const larger = new Uint8Array(Math.max(size, this.#bytes + 1));
			larger.set(space);
			space = larger;
		}
		space[this.#bytes] = byte;
		this.#bytes += 1;
	}
}

/** Calls back for each rejected row in order, with its number in the block, from 0. */
export function forEachRejected(
	rejected: Uint8Array,
	each: (row: number, reason: RejectReason) => void,
): void {
	let row = 0;
	let scale = 1;
	for (let at = 0; at < rejected.length; at += 1) {
		const byte = rejected[at] as number;
		if (byte >= DIGIT) {
			row += (byte - DIGIT) * scale;
			scale *= DIGIT;
			continue;
		}
		each(row, REJECT_REASONS[byte - 1] as RejectReason);
		row += 1;
		scale = 1;
	}
}
