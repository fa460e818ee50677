/**
 * Splits a stream of JSON into the texts of its values, without parsing them: by lines, so that a broken line costs
 * one row, or, where a value takes several lines, by its brackets.
 */

import { CredcheckError } from '../../../errors.ts';
import { MAX_ROW_BYTES } from '../../csv/row-scanner.ts';

/** The text of a value, or that it is longer than a row may be. */
export type JsonText = string | 'too_long';

export interface Splitter {
	/** The values that these bytes complete. */
	push(chunk: Buffer): JsonText[];
	/** The last value, if nothing has completed it. */
	end(): JsonText[];
}

const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The parts of a value, from several chunks; no more of them than a row may have. */
class Parts {
	#parts: Buffer[] = [];
	#size = 0;

	add(part: Buffer): void {
		this.#size += part.length;
		if (this.#size <= MAX_ROW_BYTES) this.#parts.push(part);
		else this.#parts = [];
	}

	/** The value; undefined if it is blank. */
	take(): JsonText | undefined {
		const isTooLong = this.#size > MAX_ROW_BYTES;
		const text = Buffer.concat(this.#parts).toString('utf8').trim();
		this.#parts = [];
		this.#size = 0;
		if (isTooLong) return 'too_long';
		return text === '' ? undefined : text;
	}
}

/** Each line that is not blank is a value. */
export class LineSplitter implements Splitter {
	readonly #line = new Parts();

	push(chunk: Buffer): JsonText[] {
		const texts: JsonText[] = [];
		let at = 0;
		for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, at)) {
			this.#line.add(chunk.subarray(at, end));
			at = end + 1;
			texts.push(...this.end());
		}
		this.#line.add(chunk.subarray(at));
		return texts;
	}

	end(): JsonText[] {
		const text = this.#line.take();
		return text === undefined ? [] : [text];
	}
}

/** Values one after the other, with or without an array around them and commas between them. */
export class ValueSplitter implements Splitter {
	readonly #name: string;
	readonly #value = new Parts();
	/** Brackets that are open within the value. */
	#depth = 0;
	#isInValue = false;
	#isInString = false;
	#isEscaped = false;
	#isInArray = false;

	/** @param name of the file, for messages */
	constructor(name: string) {
		this.#name = name;
	}

	push(chunk: Buffer): JsonText[] {
		const texts: JsonText[] = [];
		let from = 0;
		for (let at = 0; at < chunk.length; at += 1) {
			const byte = chunk[at] as number;
			if (this.#isInString) {
				if (this.#isEscaped) this.#isEscaped = false;
				else if (byte === BACKSLASH) this.#isEscaped = true;
				else if (byte === QUOTE) this.#isInString = false;
				continue;
			}
			if (!this.#isInValue) {
				if (isBlank(byte) || byte === COMMA) continue;
				if (byte === (this.#isInArray ? CLOSE_ARRAY : OPEN_ARRAY)) {
					this.#isInArray = !this.#isInArray;
					continue;
				}
				this.#isInValue = true;
				from = at;
			}
			const end = this.#endAt(byte, at);
			if (end === undefined) continue;
			this.#value.add(chunk.subarray(from, end));
			texts.push(...this.#take());
			// What ends a number may also end the array.
			at = end - 1;
			from = end;
		}
		if (this.#isInValue) this.#value.add(chunk.subarray(from));
		return texts;
	}

	end(): JsonText[] {
		if (this.#isInArray) {
			throw new CredcheckError(
				'INPUT',
				`${this.#name} is truncated: the JSON array has no end`,
				'export it again',
			);
		}
		return this.#take();
	}

	/** The offset at which the value ends, if it does at the byte at `at`. */
	#endAt(byte: number, at: number): number | undefined {
		if (byte === QUOTE) {
			this.#isInString = true;
		} else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
			this.#depth += 1;
		} else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
			this.#depth -= 1;
			if (this.#depth === 0) return at + 1;
			if (this.#depth < 0) return at + (byte === CLOSE_ARRAY && this.#isInArray ? 0 : 1);
		} else if (this.#depth === 0 && (byte === COMMA || isBlank(byte))) {
			return at;
		}
		return undefined;
	}

	#take(): JsonText[] {
		this.#isInValue = false;
		this.#depth = 0;
		const text = this.#value.take();
		return text === undefined ? [] : [text];
	}
}

function isBlank(byte: number): boolean {
	return byte <= 0x20;
}
