/** Writing CSV (RFC 4180, LF between rows), as text and, where there is much of it, as bytes. */

/** A row with its line end. Cells are quoted where they must be. */
export function csvRow(cells: readonly (string | number)[]): string {
	return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string | number): string {
	const text = String(cell);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;

/** Rows gathered as UTF-8, cell by cell: no cell that is bytes already is made text on the way. */
export class CsvBytes {
	#bytes = Buffer.allocUnsafe(64 * 1024);
	#size = 0;
	#rowBegins = true;

	text(cell: string): void {
		const written = csvCell(cell);
		this.#separate(written.length * 3);
		this.#size += this.#bytes.write(written, this.#size);
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
	bytes(source: Uint8Array, from: number, to: number): void {
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

	/** Cells that need no quotes, written before and separated by commas, as one piece. */
	ready(cells: Uint8Array): void {
		this.#separate(cells.length);
		for (let at = 0; at < cells.length; at += 1) {
			this.#bytes[this.#size + at] = cells[at] as number;
		}
		this.#size += cells.length;
	}

	endRow(): void {
		this.#bytes[this.#size] = LF;
		this.#size += 1;
		this.#rowBegins = true;
	}

	/** A copy of what was gathered: at the beginning of `target`, if it fits there. */
	copy(target: Uint8Array = new Uint8Array(this.#size)): Uint8Array {
		const copy = target.length < this.#size ? new Uint8Array(this.#size) : target;
		copy.set(this.#bytes.subarray(0, this.#size));
		return copy.subarray(0, this.#size);
	}

	/** Begins anew, in the same memory. */
	clear(): void {
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
