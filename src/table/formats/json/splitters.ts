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
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
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

/** Each line that is not blank is a value. No value has a CR in it, so that one ends lines, too. */
export class LineSplitter implements Splitter {
	readonly #line = new Parts();

	push(chunk: Buffer): JsonText[] {
		const texts: JsonText[] = [];
		let from = 0;
		let cr = chunk.indexOf(CR);
		for (let lf = chunk.indexOf(LF); ; ) {
			// Each is searched for again only when it has been passed.
			const at = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
			if (at < 0) break;
			this.#line.add(chunk.subarray(from, at));
			from = at + 1;
			texts.push(...this.end());
			if (at === lf) lf = chunk.indexOf(LF, from);
			else cr = chunk.indexOf(CR, from);
		}
		this.#line.add(chunk.subarray(from));
		return texts;
	}

	end(): JsonText[] {
		const text = this.#line.take();
		return text === undefined ? [] : [text];
	}
}

/**
 * Values one after the other, with or without an array around them and commas between them. A value that was cut off
 * must not swallow those after it: it ends where its grammar allows no object but one begins.
 */
export class ValueSplitter implements Splitter {
	readonly #name: string;
	readonly #value = new Parts();
	/** The brackets that are open within the value. */
	readonly #open: number[] = [];
	/** How many of them are those of arrays. */
	#openArrays = 0;
	/** The last byte within the value that is neither blank nor in a string. */
	#last = 0;
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
		const finish = (end: number) => {
			this.#value.add(chunk.subarray(from, end));
			texts.push(...this.#take());
			from = end;
		};
		for (let at = 0; at < chunk.length; at += 1) {
			const byte = chunk[at] as number;
			if (this.#isInString) {
				// No string has a line end in it: it was cut off.
				if (byte === LF) this.#isInString = false;
				else if (this.#isEscaped) this.#isEscaped = false;
				else if (byte === BACKSLASH) this.#isEscaped = true;
				else if (byte === QUOTE) this.#isInString = false;
				continue;
			}
			if (isBlank(byte)) {
				if (this.#isInValue && this.#open.length === 0) finish(at);
				continue;
			}
			if (this.#isInValue && this.#isCutOffBy(byte)) finish(at);
			if (!this.#isInValue) {
				if (byte === COMMA) continue;
				if (byte === (this.#isInArray ? CLOSE_ARRAY : OPEN_ARRAY)) {
					this.#isInArray = !this.#isInArray;
					continue;
				}
				this.#isInValue = true;
				from = at;
			}
			if (this.#isLast(byte)) finish(at + 1);
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

	/** Whether the value can only have ended before this byte. */
	#isCutOffBy(byte: number): boolean {
		const open = this.#open;
		if (open.length === 0) return byte === COMMA || (byte === CLOSE_ARRAY && this.#isInArray);
		// An object in another comes after a colon; one in an array is the first, or comes after a comma.
		if (byte === OPEN_OBJECT) {
			if (open.at(-1) === OPEN_OBJECT) return this.#last !== COLON;
			return this.#last !== COMMA && this.#last !== OPEN_ARRAY;
		}
		return byte === CLOSE_ARRAY && this.#isInArray && this.#openArrays === 0;
	}

	/** Takes a byte of the value; returns whether it is the last one. */
	#isLast(byte: number): boolean {
		const open = this.#open;
		this.#last = byte;
		if (byte === QUOTE) {
			this.#isInString = true;
		} else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
			if (open.length === MAX_ROW_BYTES) throw this.#tooDeep();
			open.push(byte);
			if (byte === OPEN_ARRAY) this.#openArrays += 1;
		} else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
			const opening = byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY;
			// Brackets within it that were not closed are closed with it.
			while (open.length > 0) {
				const closed = open.pop();
				if (closed === OPEN_ARRAY) this.#openArrays -= 1;
				if (closed === opening) break;
			}
			return open.length === 0;
		}
		return false;
	}

	#tooDeep(): CredcheckError {
		return new CredcheckError(
			'INPUT',
			`${this.#name} has JSON with more than a million brackets inside each other`,
			'give one JSON object for each account, one a line or in an array',
		);
	}

	#take(): JsonText[] {
		this.#isInValue = false;
		this.#isInString = false;
		this.#isEscaped = false;
		this.#open.length = 0;
		this.#openArrays = 0;
		this.#last = 0;
		const text = this.#value.take();
		return text === undefined ? [] : [text];
	}
}

/** Also the record separator, which some formats put before each value. */
function isBlank(byte: number): boolean {
	return byte <= 0x20;
}
