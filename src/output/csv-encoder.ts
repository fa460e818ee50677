/** Encodes lists as CSV (RFC 4180, LF after each row). */

import { needsEscape, needsEscapeIn } from './formula-escape.ts';
import type { EncodedRows, ListEncoder } from './list-encoder.ts';
import { HEX_BYTES } from './list-schema.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** Buffers of encoders that have ended, for the next block: V8 would let them pile up before it collects them. */
const spare: Buffer<ArrayBuffer>[] = [];
const BUFFER_BYTES = 64 * 1024;
/** Larger ones are rare, and not kept. */
const MAX_SPARE_BYTES = 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** The bytes of words, which recur in every row. */
const WORDS = new Map<string, Uint8Array>();

/** Cells given as bytes are copied without being decoded, unless they may be formulas. */
export class CsvEncoder implements ListEncoder {
	readonly #titles: readonly string[];
	readonly #plain: boolean;
	readonly #wantsEnds: boolean;
	#bytes: Buffer<ArrayBuffer> = NO_BYTES;
	size = 0;
	#rows = 0;
	#escaped = 0;
	/** The offset where each row ends. */
	#ends = new Uint32Array(1024);
	#rowBegins = true;
	/** The offset of each cell of type `hex`, then the index of its value, which is not yet known. */
	#hexCells: number[] = [];

	/**
	 * @param plain as in `ListStyle`
	 * @param wantsEnds whether `take` returns `ends`
	 */
	constructor(titles: readonly string[], plain: boolean, wantsEnds: boolean) {
		this.#titles = titles;
		this.#plain = plain;
		this.#wantsEnds = wantsEnds;
	}

	begin(): void {
		for (const title of this.#titles) this.text(title);
		this.endRow();
	}

	text(cell: string): void {
		const isEscaped = !this.#plain && needsEscape(cell);
		if (isEscaped) this.#escaped += 1;
		const isQuoted = isEscaped || /[",\r\n]/.test(cell);
		const written = isQuoted ? `"${isEscaped ? "'" : ''}${cell.replaceAll('"', '""')}"` : cell;
		this.#separate(written.length * 3);
		this.size += this.#bytes.write(written, this.size);
	}

	hex(index: number): void {
		this.#separate(2 * HEX_BYTES);
		this.#hexCells.push(this.size, index);
		this.size += 2 * HEX_BYTES;
	}

	word(cell: string): void {
		let word = WORDS.get(cell);
		if (word === undefined) {
			word = Buffer.from(cell);
			WORDS.set(cell, word);
		}
		this.#separate(word.length);
		// Faster than a call for so few bytes.
		for (let at = 0; at < word.length; at += 1) {
			this.#bytes[this.size + at] = word[at] as number;
		}
		this.size += word.length;
	}

	empty(): void {
		this.#separate(0);
	}

	share(cell: number): void {
		this.text(cell.toFixed(6));
	}

	integer(cell: number): void {
		this.#separate(20);
		let digits = 1;
		for (let rest = cell; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
		let rest = cell;
		for (let at = this.size + digits - 1; at >= this.size; at -= 1) {
			const less = Math.floor(rest / 10);
			this.#bytes[at] = ZERO + (rest - less * 10);
			rest = less;
		}
		this.size += digits;
	}

	bytes(source: Buffer, from: number, to: number): void {
		if (!this.#plain && needsEscapeIn(source, from, to)) {
			this.text(source.toString('utf8', from, to));
			return;
		}
		this.#separate(2 * (to - from) + 2);
		const bytes = this.#bytes;
		const begin = this.size;
		let size = begin;
		for (let at = from; at < to; at += 1) {
			const byte = source[at] as number;
			if (byte === QUOTE || byte === COMMA || byte === CR || byte === LF) {
				this.#quoted(source, from, to);
				return;
			}
			bytes[size] = byte;
			size += 1;
		}
		this.size = size;
	}

	endRow(): void {
		this.#bytes[this.size] = LF;
		this.size += 1;
		this.#rowBegins = true;
		if (this.#rows === this.#ends.length) {
			const more = new Uint32Array(2 * this.#rows);
			more.set(this.#ends);
			this.#ends = more;
		}
		this.#ends[this.#rows] = this.size;
		this.#rows += 1;
	}

	take(target?: Uint8Array, hexValues: Uint8Array = NO_BYTES): EncodedRows {
		const size = this.size;
		this.#writeHex(hexValues);
		const copy = target !== undefined && target.length >= size ? target : new Uint8Array(size);
		copy.set(this.#bytes.subarray(0, size));
		const { length } = this.#bytes;
		if (length > 0 && length <= MAX_SPARE_BYTES) spare.push(this.#bytes);
		this.#bytes = NO_BYTES;
		const taken = {
			rows: this.#rows,
			bytes: copy.subarray(0, size),
			ends: this.#wantsEnds ? this.#ends.slice(0, this.#rows) : undefined,
			escaped: this.#escaped,
		};
		this.#rows = 0;
		this.#escaped = 0;
		this.size = 0;
		this.#rowBegins = true;
		return taken;
	}

	#writeHex(values: Uint8Array): void {
		const bytes = this.#bytes;
		const cells = this.#hexCells;
		for (let cell = 0; cell < cells.length; cell += 2) {
			let to = cells[cell] as number;
			const from = (cells[cell + 1] as number) * HEX_BYTES;
			for (let at = from; at < from + HEX_BYTES; at += 1, to += 2) {
				const byte = values[at] as number;
				bytes[to] = HEX_DIGITS[byte >>> 4] as number;
				bytes[to + 1] = HEX_DIGITS[byte & 15] as number;
			}
		}
		this.#hexCells = [];
	}

	#quoted(source: Uint8Array, from: number, to: number): void {
		const bytes = this.#bytes;
		let size = this.size;
		bytes[size] = QUOTE;
		size += 1;
		for (let at = from; at < to; at += 1) {
			const byte = source[at] as number;
			if (byte === QUOTE) {
				bytes[size] = QUOTE;
				size += 1;
			}
			bytes[size] = byte;
			size += 1;
		}
		bytes[size] = QUOTE;
		this.size = size + 1;
	}

	/** Makes room for a cell of up to `bytes` bytes, its separator and the line end, and writes the separator. */
	#separate(bytes: number): void {
		const needed = this.size + bytes + 2;
		if (needed > this.#bytes.length) {
			const kept = this.size === 0 && needed <= BUFFER_BYTES ? spare.pop() : undefined;
			const larger = kept ?? Buffer.allocUnsafe(Math.max(BUFFER_BYTES, 2 * needed));
			this.#bytes.copy(larger, 0, 0, this.size);
			this.#bytes = larger;
		}
		if (!this.#rowBegins) {
			this.#bytes[this.size] = COMMA;
			this.size += 1;
		}
		this.#rowBegins = false;
	}
}
