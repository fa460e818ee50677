/**
 * A table cut into blocks of whole rows, each of which can be read on its own, on any thread. Where a
 * block ends is no guess: a line end inside quotes is told from one between rows by the same scan that
 * reads the rows.
 */

import type { TableReader } from '../input/table-reader.ts';
import { LF, MAX_ROW_BYTES, QUOTE, type RowDialect, RowScanner } from './row-scanner.ts';

/** Large enough that handing it to a thread costs nothing beside reading it. */
export const BLOCK_BYTES: number = 2 * 1024 * 1024;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export interface Block {
	/** Whole rows, in memory that all threads share. The last row of a table may lack its line end. */
	readonly bytes: Buffer;
	/** Where in the table it begins, in bytes. */
	readonly start: number;
	/** Says that nobody looks at its bytes any more: others are then read into their place. */
	release(): void;
}

export interface CutOptions {
	/** Bytes of a block, unless one row has more; 1 or more. */
	readonly blockBytes?: number | undefined;
	/** Where in the table the reading begins, in bytes. */
	readonly start?: number;
	readonly shelf?: BufferShelf;
}

/**
 * Buffers of blocks that nobody looks at any more. What threads share is let go by the garbage
 * collector late, if at all: a table read ten times would otherwise lie in memory ten times in part.
 */
export class BufferShelf {
	readonly #buffers: Buffer[] = [];

	/** A buffer of exactly so many bytes; what is in it means nothing. */
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
 * Yields the blocks in order. A line too long to be a row is cut short, but not so far that it would
 * seem to be one.
 *
 * @param reader a reading of the table, from `start` on
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
	readonly #blockBytes: number;
	#buffer: Buffer;
	#filled = 0;
	/** Where what is in the buffer begins in the table. */
	#start: number;
	readonly #shelf: BufferShelf;
	/** Inside a line that is too long to keep, whose end is still to come. */
	#skipping = false;

	constructor(dialect: RowDialect, blockBytes: number, start: number, shelf: BufferShelf) {
		this.#scanner = new RowScanner(dialect);
		this.#blockBytes = blockBytes;
		this.#shelf = shelf;
		this.#buffer = shelf.take(blockBytes);
		this.#start = start;
	}

	/** Where the next bytes of the table are to be put. */
	get room(): Buffer {
		return this.#buffer.subarray(this.#filled);
	}

	/** Takes note of so many bytes in the room; gives a block when there is one. */
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

	/** Must not be used behind this. */
	close(): void {
		if (this.#buffer.length === this.#blockBytes) this.#shelf.put(this.#buffer);
	}

	/** Takes the whole rows out of the full buffer. */
	#cut(): Block | undefined {
		const begin = this.#begin();
		const bytes = this.#buffer.subarray(begin, this.#filled);
		const end = this.#endOfRows(bytes);
		if (end > 0) return this.#take(begin, begin + end);
		if (bytes.length <= MAX_ROW_BYTES) {
			this.#moveTo(sharedBuffer(this.#buffer.length * 2), 0);
			return undefined;
		}
		this.#skipping = true;
		return this.#take(begin, this.#filled);
	}

	/** Where the first row begins: behind a byte order mark. */
	#begin(): number {
		return this.#start === 0 && this.#buffer.subarray(0, this.#filled).subarray(0, 3).equals(BOM)
			? 3
			: 0;
	}

	/** Behind the last row that is whole. */
	#endOfRows(bytes: Buffer): number {
		if (!bytes.includes(QUOTE)) return bytes.lastIndexOf(LF) + 1;
		const scanner = this.#scanner;
		for (let at = 0; ; at = scanner.next) {
			at = scanner.skipEmpty(bytes, at);
			if (at >= bytes.length || scanner.scan(bytes, at, false) === 'open') return at;
		}
	}

	/** Gives what lies between as a block, and keeps what lies behind for the next. */
	#take(begin: number, end: number): Block {
		const buffer = this.#buffer;
		const block = {
			bytes: buffer.subarray(begin, end),
			start: this.#start + begin,
			release: () => {
				if (buffer.length === this.#blockBytes) this.#shelf.put(buffer);
			},
		};
		const kept = this.#filled - end;
		if (kept < this.#blockBytes) {
			this.#moveTo(this.#shelf.take(this.#blockBytes), end);
		} else {
			this.#moveTo(sharedBuffer(kept * 2), end);
		}
		return block;
	}

	#moveTo(buffer: Buffer, from: number): void {
		buffer.set(this.#buffer.subarray(from, this.#filled));
		this.#buffer = buffer;
		this.#filled -= from;
		this.#start += from;
	}

	/** Takes the rest of the line out of what was put into the empty buffer. */
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
