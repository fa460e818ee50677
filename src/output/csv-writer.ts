/** Writing CSV (RFC 4180, LF between rows), as text and, where there is much of it, as bytes. */

import { isFormula, isFormulaIn } from './formula-escape.ts';
import type { CellWriter } from './list-schema.ts';

/**
 * A row with its line end. Cells are quoted where they must be.
 *
 * @param plain write cells as they are, also those that a spreadsheet would take for a formula
 */
export function csvRow(cells: readonly (string | number)[], plain: boolean): string {
	const written = cells.map((cell) =>
		typeof cell === 'string' && !plain && isFormula(cell) ? marked(cell) : csvCell(String(cell)),
	);
	return `${written.join(',')}\n`;
}

function csvCell(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell that is taken for text whatever it begins with. */
function marked(text: string): string {
	return `"'${text.replaceAll('"', '""')}"`;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
/** Of each byte its two hex digits, the first in the high half. */
const HEX_PAIRS: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) =>
	Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16BE(),
);

/** What stands in row after row is made bytes once. */
const WORDS = new Map<string, Uint8Array>();

/** Rows gathered as UTF-8, cell by cell: no cell that is bytes already is made text on the way. */
export class CsvBytes implements CellWriter {
	/** Rows gathered. */
	rows = 0;
	/** Cells marked, so that no spreadsheet takes them for a formula. */
	changed = 0;
	/** Whether cells are written as they are, also those that a spreadsheet takes for a formula. */
	readonly plain: boolean;
	#bytes = Buffer.allocUnsafe(64 * 1024);
	#size = 0;
	/** Where each row ends. */
	#ends = new Uint32Array(1024);
	#rowBegins = true;

	constructor(plain: boolean) {
		this.plain = plain;
	}

	/** Bytes gathered. */
	get size(): number {
		return this.#size;
	}

	text(cell: string): void {
		const isMarked = !this.plain && isFormula(cell);
		if (isMarked) this.changed += 1;
		const written = isMarked ? marked(cell) : csvCell(cell);
		this.#separate(written.length * 3);
		this.#size += this.#bytes.write(written, this.#size);
	}

	/** Words of 32 bits as one cell of hex digits. */
	hex(words: Uint32Array): void {
		this.#separate(words.length * 8);
		const bytes = this.#bytes;
		let size = this.#size;
		for (let index = 0; index < words.length; index += 1) {
			const word = words[index] as number;
			for (let shift = 24; shift >= 0; shift -= 8) {
				const pair = HEX_PAIRS[(word >>> shift) & 255] as number;
				bytes[size] = pair >>> 8;
				bytes[size + 1] = pair & 255;
				size += 2;
			}
		}
		this.#size = size;
	}

	/** A cell that is one of few words, which need no quotes. */
	word(cell: string): void {
		let word = WORDS.get(cell);
		if (word === undefined) {
			word = Buffer.from(cell);
			WORDS.set(cell, word);
		}
		this.#separate(word.length);
		// A call for so few bytes takes longer.
		for (let at = 0; at < word.length; at += 1) {
			this.#bytes[this.#size + at] = word[at] as number;
		}
		this.#size += word.length;
	}

	empty(): void {
		this.#separate(0);
	}

	/** A whole number of 0 or more. */
	number(cell: number): void {
		this.#separate(20);
		let digits = 1;
		for (let rest = cell; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
		let rest = cell;
		for (let at = this.#size + digits - 1; at >= this.#size; at -= 1) {
			const less = Math.floor(rest / 10);
			this.#bytes[at] = ZERO + (rest - less * 10);
			rest = less;
		}
		this.#size += digits;
	}

	/** A cell that stands in other bytes, as UTF-8. */
	bytes(source: Buffer, from: number, to: number): void {
		if (!this.plain && isFormulaIn(source, from, to)) {
			this.text(source.toString('utf8', from, to));
			return;
		}
		this.#separate(2 * (to - from) + 2);
		const bytes = this.#bytes;
		const begin = this.#size;
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
		this.#size = size;
	}

	endRow(): void {
		this.#bytes[this.#size] = LF;
		this.#size += 1;
		this.#rowBegins = true;
		if (this.rows === this.#ends.length) {
			const more = new Uint32Array(2 * this.rows);
			more.set(this.#ends);
			this.#ends = more;
		}
		this.#ends[this.rows] = this.#size;
		this.rows += 1;
	}

	/** Where each row ends in what was gathered. */
	ends(): Uint32Array {
		return this.#ends.slice(0, this.rows);
	}

	/** A copy of what was gathered: at the beginning of `target`, if it fits there. */
	copy(target: Uint8Array = new Uint8Array(this.#size)): Uint8Array {
		const copy = target.length < this.#size ? new Uint8Array(this.#size) : target;
		copy.set(this.#bytes.subarray(0, this.#size));
		return copy.subarray(0, this.#size);
	}

	/** Begins anew, in the same memory. */
	clear(): void {
		this.rows = 0;
		this.changed = 0;
		this.#size = 0;
		this.#rowBegins = true;
	}

	#quoted(source: Uint8Array, from: number, to: number): void {
		const bytes = this.#bytes;
		let size = this.#size;
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
		this.#size = size + 1;
	}

	/** Makes room for a cell of so many bytes and what stands around it. */
	#separate(bytes: number): void {
		const needed = this.#size + bytes + 2;
		if (needed > this.#bytes.length) {
			const larger = Buffer.allocUnsafe(2 * needed);
			this.#bytes.copy(larger, 0, 0, this.#size);
			this.#bytes = larger;
		}
		if (!this.#rowBegins) {
			this.#bytes[this.#size] = COMMA;
			this.#size += 1;
		}
		this.#rowBegins = false;
	}
}
