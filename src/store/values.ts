/**
 * Checks what is read from the store, each value once: a cell of a damaged file, or of one that somebody else wrote, may
 * be of any type and size. A value that is none is named by its table and column, and never shown.
 */

import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';

/** The largest distance of a date from 1970 in JavaScript, in milliseconds. */
const MAX_TIME = 8.64e15;

/** A cell whose value cannot be. `withDatabaseErrors` makes the damage of a store of it. */
export class DamagedValue extends Error {
	override readonly name = 'DamagedValue';

	/** @param cell its table and column, as in `checks.hashes` */
	constructor(cell: string, wanted: string) {
		super(`${cell} is not ${wanted}`);
	}
}

/** @throws DamagedValue unless it is an integer from `least` to `most`; SQLite also has ones above 2^53 */
export function integerOf(
	value: unknown,
	cell: string,
	least = 0,
	most = Number.MAX_SAFE_INTEGER,
): number {
	if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
		return value as number;
	}
	throw new DamagedValue(cell, `an integer from ${least} to ${most}`);
}

/** @throws DamagedValue unless it is a date, in milliseconds since 1970 */
export function timeOf(value: unknown, cell: string): number {
	return integerOf(value, cell, -MAX_TIME, MAX_TIME);
}

export function isPrefix(value: unknown): value is Prefix {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) < PREFIX_COUNT;
}

/** @throws DamagedValue */
export function storedPrefix(value: unknown, cell: string): Prefix {
	return integerOf(value, cell, 0, PREFIX_COUNT - 1);
}

/** Stands for bytes that are no UTF-8. The writer stores no text that has it. */
const LOST = '\uFFFD';

/** @throws DamagedValue unless it is text in UTF-8 */
export function textOf(value: unknown, cell: string): string {
	if (typeof value === 'string' && !value.includes(LOST)) return value;
	throw new DamagedValue(cell, 'text');
}

/** The text without what `textOf` refuses, and without halves of characters, of which SQLite would make that. */
export function storableText(text: string): string {
	return text.replaceAll(/[\uFFFD\p{Surrogate}]/gu, '?');
}

/** @throws DamagedValue unless it is text of a date, as `toISOString` writes it */
export function isoTimeOf(value: unknown, cell: string): string {
	const text = textOf(value, cell);
	if (!Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text) return text;
	throw new DamagedValue(cell, 'a date');
}

/** @throws DamagedValue unless it is one of the words */
export function wordOf<Word extends string>(
	value: unknown,
	cell: string,
	words: readonly Word[],
): Word {
	const found = words.find((word) => word === value);
	if (found !== undefined) return found;
	throw new DamagedValue(cell, 'one of its words');
}
