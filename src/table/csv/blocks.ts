/**
 * Cuts a table into blocks of whole rows, each of which can be read on its own, on any thread. Block ends
 * are exact: the scanner that reads rows also recognizes line ends inside quotes.
 */

import { RowIndex } from '../../kernels/row-index.ts';
import type { TableReader } from '../input/table-reader.ts';
import { LF, QUOTE, type RowDialect, RowScanner } from './row-scanner.ts';

/** Large enough to make the cost of passing a block to a thread negligible. */
export const BLOCK_BYTES: number = 2 * 1024 * 1024;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export interface Block {
	/** Whole rows, in memory that all threads share. The last row of a table may lack its line end. */
	readonly bytes: Buffer;
	/** Offset in the table, in bytes. */
	readonly start: number;
	/** Releases the block's memory for reuse. Its bytes must not be read afterwards. */
	release(): void;
}

export interface CutOptions {
	/** Bytes of a block, unless one row has more; 1 or more. */
	readonly blockBytes?: number | undefined;
	/** Offset in the table at which the reader starts, in bytes. */
	readonly start?: number;
	readonly shelf?: BufferShelf;
}

/**
 * A free list of block buffers. Shared memory is collected late, if at all, so without reuse each further
 * pass would add to memory.
 */
export class BufferShelf {
	readonly #buffers: Buffer[] = [];

	/** A buffer of exactly this size, with arbitrary content. */
	take(bytes: number): Buffer {
		const at = this.#buffers.findIndex((buffer) => buffer.length === bytes);
		const [buffer] = at < 0 ? [] : this.#buffers.splice(at, 1);
		return buffer ?? sharedBuffer(bytes);
	}

	put(buffer: Buffer): void {
		this.#buffers.push(buffer);
	}
}

/**
 * Yields the blocks in order. An overlong line is truncated, but stays over the row limit, so that it is
 * still rejected.
 *
 * @param reader the table from `start` on
 */
export async function* cutBlocks(
	reader: TableReader,
	dialect: RowDialect,
	{ blockBytes = BLOCK_BYTES, start = 0, shelf = new BufferShelf() }: CutOptions = {},
): AsyncGenerator<Block> {
	const cutter = new BlockCutter(dialect, blockBytes, start, shelf);
	try {
		for (;;) {
			const size = await reader.next(cutter.room);
			if (size === 0) break;
			const block = cutter.filled(size);
			if (block !== undefined) yield block;
		}
		const last = cutter.rest();
		if (last !== undefined) yield last;
	} finally {
		cutter.close();
		await reader.close();
	}
}

class BlockCutter {
	readonly #scanner: RowScanner;
	readonly #index: RowIndex;
	readonly #blockBytes: number;
	#buffer: Buffer;
	#filled = 0;
	/** Table offset of the first byte in the buffer. */
	#start: number;
	readonly #shelf: BufferShelf;
	/** Whether the rest of an overlong line is being skipped. */
	#skipping = false;

	constructor(dialect: RowDialect, blockBytes: number, start: number, shelf: BufferShelf) {
		this.#scanner = new RowScanner(dialect);
		this.#index = new RowIndex({ ...dialect, maxRowBytes: this.#scanner.maxRowBytes });
		this.#blockBytes = blockBytes;
		this.#shelf = shelf;
		this.#buffer = shelf.take(blockBytes);
		this.#start = start;
	}

	/** The free part of the buffer, for the next read. */
	get room(): Buffer {
		return this.#buffer.subarray(this.#filled);
	}

	/** Records that `size` bytes were read into `room`; returns a block if the buffer is full. */
	filled(size: number): Block | undefined {
		const from = this.#filled;
		this.#filled += size;
		if (this.#skipping) this.#skipLine(from);
		return this.#filled === this.#buffer.length ? this.#cut() : undefined;
	}

	/** What is left at the end of the table. */
	rest(): Block | undefined {
		const begin = this.#begin();
		return this.#filled > begin ? this.#take(begin, this.#filled) : undefined;
	}

	/** Returns the buffer to the shelf. Do not use the cutter afterwards. */
	close(): void {
		this.#shelf.put(this.#buffer);
	}

	/** Takes the whole rows out of the full buffer. */
	#cut(): Block | undefined {
		const begin = this.#begin();
		const bytes = this.#buffer.subarray(begin, this.#filled);
		const end = this.#endOfRows(bytes);
		if (end > 0) return this.#take(begin, begin + end);
		if (bytes.length <= this.#scanner.maxRowBytes) {
			const small = this.#buffer;
			this.#moveTo(this.#shelf.take(this.#larger(this.#buffer.length)), 0);
			this.#shelf.put(small);
			return undefined;
		}
		this.#skipping = true;
		return this.#take(begin, this.#filled);
	}

	/** Offset of the first row, after a byte order mark if there is one. */
	#begin(): number {
		const head = this.#buffer.subarray(0, Math.min(this.#filled, BOM.length));
		return this.#start === 0 && head.equals(BOM) ? BOM.length : 0;
	}

	/** The offset just after the last complete row. */
	#endOfRows(bytes: Buffer): number {
		if (!bytes.includes(QUOTE)) return bytes.lastIndexOf(LF) + 1;
		const scanner = this.#scanner;
		const index = this.#index;
		for (let at = 0; ; at = scanner.next) {
			// As many as it finds; then one by the scanner, unless the rest is the beginning of one.
			for (let from = -1; from !== at && index.pays; at = index.next) {
				from = at;
				index.fill(bytes, at, false);
			}
			at = scanner.skipEmpty(bytes, at);
			if (at >= bytes.length || scanner.scan(bytes, at, false) === 'open') return at;
		}
	}

	/** Returns the bytes from `begin` to `end` as a block and keeps the rest for the next one. */
	#take(begin: number, end: number): Block {
		const buffer = this.#buffer;
		const block = {
			bytes: buffer.subarray(begin, end),
			start: this.#start + begin,
			release: () => this.#shelf.put(buffer),
		};
		// Of the same few sizes, so that the buffers of long rows are used again, too.
		let size = this.#blockBytes;
		while (size <= this.#filled - end) size = this.#larger(size);
		this.#moveTo(this.#shelf.take(size), end);
		return block;
	}

	/** Twice the size, but no more than shows that a row is too long: a block has more keys than it may have else. */
	#larger(size: number): number {
		return Math.min(2 * size, Math.max(size, this.#scanner.maxRowBytes) + 1);
	}

	#moveTo(buffer: Buffer, from: number): void {
		buffer.set(this.#buffer.subarray(from, this.#filled));
		this.#buffer = buffer;
		this.#filled -= from;
		this.#start += from;
	}

	/** Drops the rest of the skipped line from the bytes just read. */
	#skipLine(from: number): void {
		const end = this.#buffer.subarray(from, this.#filled).indexOf(LF);
		this.#skipping = end < 0;
		const to = end < 0 ? this.#filled : from + end + 1;
		this.#buffer.copyWithin(from, to, this.#filled);
		this.#filled -= to - from;
		this.#start += to - from;
	}
}

function sharedBuffer(bytes: number): Buffer {
	return Buffer.from(new SharedArrayBuffer(bytes));
}
