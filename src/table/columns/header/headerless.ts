/** Tables without a header: columns have numbers instead of names, and are told by what they contain. */

import { CredcheckError } from '../../../errors.ts';
import type { HashKind } from '../../../range/kind.ts';
import { hashOfPassword } from '../../../range/password.ts';
import type { Row } from '../../csv/block-rows.ts';
import type { TableGuess } from '../../formats/format.ts';
import type { Columns } from '../columns.ts';
import { hashIn } from '../hash-cell.ts';
import { indexesOf } from './header.ts';

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** As many rows are tried for passwords beside hashes. */
const PROVEN_ROWS = 100;

/** Whether the first row is data beyond doubt: it has a hash where most rows below have one. */
export function hasNoHeader(
	first: readonly string[],
	sample: readonly Row[],
	kind: HashKind,
): boolean {
	const rows = sample.filter((row) => typeof row !== 'string');
	return first.some(
		(cell, index) =>
			hashIn(cell, kind)?.isCertain === true &&
			isMostly(rows, index, (below) => hashIn(below, kind) !== undefined),
	);
}

/** `column1`, `column2` and so on. */
export function columnNumbers(row: readonly string[]): string[] {
	return row.map((_, index) => `column${index + 1}`);
}

/**
 * The column of ids, if there is only one that it can be, and that of email addresses.
 *
 * @throws CredcheckError INPUT when a column has the passwords
 */
export function idAndEmail(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	hash: number,
	kind: HashKind,
): { readonly id?: number | undefined; readonly email?: number | undefined } {
	const others = indexesOf(header, (_, index) => index !== hash);
	const addresses = others.filter(
		(index) =>
			sample.some((row) => ADDRESS.test(row[index] ?? '')) &&
			isMostly(sample, index, (cell) => ADDRESS.test(cell)),
	);
	const email = addresses.length === 1 ? addresses[0] : undefined;
	const possible = others.length === 1 ? others : others.filter((index) => index !== email);
	refusePasswords(sample, hash, others, kind, 1);
	return { id: possible.length === 1 ? possible[0] : undefined, email };
}

/**
 * In a table that a password cracker wrote, the passwords would become ids, or get into lists.
 *
 * @param others columns that may have them
 * @param least rows in which the hash must be that of the other cell
 * @throws CredcheckError INPUT when a column has the passwords
 */
export function refusePasswords(
	sample: readonly (readonly string[])[],
	hash: number,
	others: readonly number[],
	kind: HashKind,
	least: number,
): void {
	const rows = sample.flatMap((row) => {
		const own = hashIn(row[hash] ?? '', kind)?.hex;
		return own === undefined ? [] : [{ row, own }];
	});
	const some = rows.slice(0, PROVEN_ROWS);
	// Some people's password is their name.
	const column = others.find((index) => {
		const proven = some.filter(({ row, own }) => hashOfPassword(row[index] ?? '', kind) === own);
		return proven.length >= least && proven.length > some.length / 2;
	});
	if (column === undefined) return;
	throw new CredcheckError(
		'INPUT',
		`the table has the passwords beside their hashes, in column ${column + 1}`,
		'these passwords are known already; give a table of accounts and hashes',
	);
}

export function guessOfColumns(name: string, { hash, id }: Columns): TableGuess {
	const ids = id === undefined ? '' : `, column ${id + 1} as account ids`;
	return {
		about: 'header_missing',
		message: `${name} has no header line: column ${hash + 1} was read as hashes${ids}`,
		hint: 'if that is wrong, use --no-header with --hash-column and --id-column',
	};
}

function isMostly(
	rows: readonly (readonly string[])[],
	index: number,
	test: (cell: string) => boolean,
): boolean {
	const filled = rows.map((row) => (row[index] ?? '').trim()).filter((cell) => cell !== '');
	return filled.filter(test).length >= filled.length / 2;
}
