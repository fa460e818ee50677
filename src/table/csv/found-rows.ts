/** Finds the rows of a block, one after the other: many at a time by the kernel, and those that it leaves by the scanner. */

import type { BlockKeys, KeyRows } from '../../kernels/block-keys.ts';
import { RowIndex } from '../../kernels/row-index.ts';
import { LF, type RowDialect, RowScanner, type RowShape } from './row-scanner.ts';

export class FoundRows {
	/** Has the cells of the current row. */
	readonly scanner: RowScanner;
	/** The rows passed so far, with the current one. */
	passed = 0;
	/** Offsets in the block at which the current row begins, once `next` has found it, and ends. */
	begin = 0;
	end = 0;
	readonly #bytes: Buffer;
	/** Finds rows without escapes, many at a time; undefined once these are few. */
	#index: RowIndex | undefined;
	/** The current row in it; as many as it has, or more, if the scanner has found the current row. */
	#indexed = 0;
	/** Where it has found no row. */
	#notIndexed = -1;

	constructor(bytes: Buffer, dialect: RowDialect) {
		this.#bytes = bytes;
		this.scanner = new RowScanner(dialect);
		this.#index = new RowIndex({ ...dialect, maxRowBytes: this.scanner.maxRowBytes });
	}

	/** Moves back to before the first row. */
	rewind(): void {
		this.passed = 0;
		this.end = 0;
		this.#indexed = this.#index?.size ?? 0;
	}

	/** Moves to the next row; undefined when there is none. */
	next(): RowShape | undefined {
		const { scanner } = this;
		const index = this.#nextIndexed();
		let shape: RowShape = 'plain';
		if (index !== undefined) {
			this.begin = index.beginOf(this.#indexed);
			scanner.take(index, this.#indexed);
		} else {
			const begin = scanner.skipEmpty(this.#bytes, this.end);
			if (begin >= this.#bytes.length) return undefined;
			this.begin = begin;
			shape = scanner.scan(this.#bytes, begin, true);
		}
		this.end = scanner.next;
		this.passed += 1;
		return shape;
	}

	/** Skips this many rows, or as many as there are. */
	skip(rows: number): void {
		for (let left = rows; left > 0; ) {
			const index = this.#nextIndexed();
			if (index === undefined) {
				if (this.next() === undefined) return;
				left -= 1;
				continue;
			}
			const taken = Math.min(left, index.size - this.#indexed);
			this.#pass(index, this.#indexed + taken);
			left -= taken;
		}
	}

	/**
	 * Reads the keys of the next rows, up to one that is not as most are; the block must be readable.
	 *
	 * @param format of complete rows
	 * @param mark of the next row's key
	 * @param onRead receives the index that has these rows, the first of them in it and the one after the last
	 * @returns the number of rows
	 */
	readKeys(
		keys: BlockKeys,
		format: KeyRows,
		mark: number,
		onRead: (index: RowIndex, first: number, end: number) => void,
	): number {
		const index = this.#nextIndexed();
		if (index === undefined) return 0;
		const first = this.#indexed;
		// A last row without a line end may have been cut.
		const isUnended = index.next === this.#bytes.length && this.#bytes.at(-1) !== LF;
		const after = keys.read(index, format, first, index.size - Number(isUnended), mark);
		this.#pass(index, after);
		if (after > first) onRead(index, first, after);
		return after - first;
	}

	/** Passes the rows of the index from the current one up to, but not including, `after`. */
	#pass(index: RowIndex, after: number): void {
		if (after > this.#indexed) this.end = index.endOf(after - 1);
		this.passed += after - this.#indexed;
		this.#indexed = after - 1;
	}

	/** Moves to the next row in the index, which is filled if need be; undefined if the scanner has to find the row. */
	#nextIndexed(): RowIndex | undefined {
		const index = this.#index;
		if (index === undefined) return undefined;
		this.#indexed += 1;
		if (this.#indexed < index.size && index.isCurrent) return index;
		if (this.end === this.#notIndexed) return undefined;
		if (!index.pays) {
			this.#index = undefined;
			return undefined;
		}
		index.fill(this.#bytes, this.end, true);
		this.#indexed = 0;
		if (index.size > 0) return index;
		this.#notIndexed = this.end;
		return undefined;
	}
}
