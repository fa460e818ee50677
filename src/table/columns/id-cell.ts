/**
 * The cell of an account's id: where its bytes are, and whether they can be the id of one account. Databases export
 * words for "no value", and spreadsheets turn long numbers into `8.97E+19`, which is then the id of thousands.
 */

import type { BlockRows } from '../csv/block-rows.ts';
import { NO_VALUE } from './no-value.ts';
import { mayBeWrapped, plainCell, plainSpan } from './plain-cell.ts';

export class IdCell {
	/**
	 * The id is the bytes from `from` up to `to`, in UTF-8, as `plainSpan` has it: not copied, since there are
	 * millions.
	 */
	bytes: Buffer = Buffer.alloc(0);
	from = 0;
	to = 0;

	/** Moves to the id of the current row, which must have the column. Valid until the next row. */
	locate(rows: BlockRows, column: number): void {
		if (rows.isSlice(column)) {
			this.set(rows.bytes, rows.startOf(column), rows.endOf(column));
		} else {
			const bytes = Buffer.from(rows.cell(column));
			this.set(bytes, 0, bytes.length);
		}
	}

	/** Moves to a cell that is the bytes from `begin` up to `end`. */
	set(bytes: Buffer, begin: number, end: number): void {
		let from = begin;
		let to = end;
		if (mayBeWrapped(bytes, from, to)) ({ from, to } = plainSpan(bytes, from, to));
		this.bytes = bytes;
		this.from = from;
		this.to = to;
	}

	/** Leaves an empty id. */
	clear(): void {
		this.to = this.from;
	}

	/** Undefined if the cell can be the id of one account. */
	get fault(): IdFault | undefined {
		return faultOfId(this.bytes, this.from, this.to);
	}
}

/** Why a cell cannot be the id of one account. */
export type IdFault =
	/** The cell is empty. */
	| 'empty'
	/** A word for no value such as `NULL` or `\N`, or a spreadsheet's error such as `#N/A`. */
	| 'no_value'
	/** A number with an exponent, such as `8.97E+19`, whose last digits are lost. */
	| 'rounded_number';

/** Also a spreadsheet's errors, and what it shows of a number for which a column is too narrow. */
const NO_ID = new RegExp(
	`^(?:${NO_VALUE}|#(?:ref!|value!|div/0!|name[?]|null!|num!|spill!|calc!|error!)|##+)$`,
	'i',
);
/** As programs write a number that was too long for them; a plain `12E4` may be a code. */
const EXPONENT = /^(?:[+-]?\d(?:[.,]\d+)?e[+-]\d{1,3}|[+-]?\d[.,]\d+e\d{1,3})$/i;
/** Ids of more bytes are neither. */
const MAX_BYTES = 32;

/** 1 for what a word for no value may begin with, and for signs; 2 for digits. */
const FIRST = new Uint8Array(256);
for (const byte of Buffer.from('nNuU\\([<{#-+')) FIRST[byte] = 1;
for (const byte of Buffer.from('0123456789')) FIRST[byte] = 2;
/** 1 for what follows the first digit of a number with an exponent. */
const SECOND = new Uint8Array(256);
for (const byte of Buffer.from('.,eE')) SECOND[byte] = 1;

/**
 * @param bytes contain the id from `from` up to `to`, without blanks around it
 * @returns undefined if it can be the id of one account
 */
export function faultOfId(bytes: Uint8Array, from: number, to: number): IdFault | undefined {
	if (from === to) return 'empty';
	const first = FIRST[bytes[from] as number];
	// Nearly all ids end here.
	if (first === 0 || (first === 2 && SECOND[bytes[from + 1] as number] !== 1)) return undefined;
	if (to - from > MAX_BYTES) return undefined;
	const text = String.fromCharCode(...bytes.subarray(from, to));
	if (EXPONENT.test(text)) return 'rounded_number';
	return NO_ID.test(text) ? 'no_value' : undefined;
}

/** The same for text, which may have blanks around it. */
export function faultOfIdText(id: string): IdFault | undefined {
	const bytes = Buffer.from(plainCell(id));
	return faultOfId(bytes, 0, bytes.length);
}

/** Digits that a spreadsheet keeps of a number. */
const EXACT_DIGITS = 15;

/**
 * Whether the id is a number with more digits than a spreadsheet keeps, and zeros in place of those. One in ten such
 * numbers is so by chance: only if most ids of a table are, it says something.
 */
export function hasLostDigits(bytes: Uint8Array, from: number, to: number): boolean {
	if (to - from <= EXACT_DIGITS || bytes[to - 1] !== 0x30) return false;
	for (let at = from; at < to; at += 1) {
		const digit = (bytes[at] as number) - 0x30;
		if (digit < 0 || digit > 9 || (digit > 0 && at - from >= EXACT_DIGITS)) return false;
	}
	return true;
}
