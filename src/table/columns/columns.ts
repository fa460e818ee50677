/** Finds the columns of a table: by the names given, else by well-known names, else by content. */

import { CredcheckError } from '../../errors.ts';
import type { Row } from '../csv/block-rows.ts';
import { type CellFault, describeCells } from '../reject-reasons.ts';
import { faultOf, isSha1 } from './hash-cell.ts';
import {
	checkDiffer,
	checkIsHeader,
	describeHeader,
	EMAIL_NAMES,
	firstOf,
	HASH_NAMES,
	ID_NAMES,
	indexesOf,
	known,
	named,
	quoted,
} from './header.ts';
import { idAndEmail } from './headerless.ts';

export interface ColumnOptions {
	readonly hashColumn?: string | undefined;
	readonly idColumn?: string | undefined;
	readonly emailColumn?: string | undefined;
	/** Whether a table of several columns must have one with the account id; default true. */
	readonly idRequired?: boolean | undefined;
	/** False if the columns have numbers instead of names; default true. */
	readonly header?: boolean | undefined;
	/** Columns to copy into the lists. */
	readonly keep?: readonly string[] | undefined;
	/** Columns whose values form cohorts. */
	readonly groupBy?: readonly string[] | undefined;
}

/** Indexes into a row. */
export interface Columns {
	readonly hash: number;
	/** Undefined only if the table has no other column than the hash, or no id is required. */
	readonly id: number | undefined;
	readonly email: number | undefined;
	readonly keep: readonly number[];
	readonly groupBy: readonly number[];
}

/**
 * @param header the first row
 * @param sample some data rows, to find the hash column by content
 * @throws CredcheckError INPUT when a column is missing or has the wrong content, USAGE when the hash
 *   column is also named for another purpose
 */
export function findColumns(
	header: readonly string[],
	sample: readonly Row[],
	options: ColumnOptions,
): Columns {
	checkIsHeader(header);
	const cells = sample.filter((row): row is readonly string[] => typeof row !== 'string');
	const hash = findHashColumn(header, cells, options.hashColumn);
	const byContent = options.header === false ? idAndEmail(header, cells, hash) : {};
	const id = named(header, options.idColumn) ?? firstOf(header, ID_NAMES, hash) ?? byContent.id;
	if (id === undefined && header.length > 1 && (options.idRequired ?? true)) {
		throw new CredcheckError(
			'INPUT',
			'no column with the account id was found',
			`name it with --id-column; ${describeHeader(header)}`,
		);
	}
	const email =
		named(header, options.emailColumn) ?? firstOf(header, EMAIL_NAMES, hash) ?? byContent.email;
	const indexes = (names: readonly string[] = []) =>
		names.map((name) => named(header, name) as number);
	const keep = indexes(options.keep);
	const groupBy = indexes(options.groupBy);
	if ([id, email, ...keep, ...groupBy].includes(hash)) {
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[hash])} contains the hashes and cannot go into a report`,
		);
	}
	return { hash, id, email, keep, groupBy };
}

function findHashColumn(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	given: string | undefined,
): number {
	// Called only for the columns in question: often the names leave just one.
	const profileAt = (index: number) => profileOf(sample, index);
	const byName = named(header, given);
	const candidates =
		byName === undefined ? HASH_NAMES.flatMap((name) => known(header, name)) : [byName];
	const [likely, other] = candidates.filter((index) => profileAt(index).sha1 > 0);
	if (likely !== undefined && other !== undefined) checkDiffer(header, likely, other);
	if (likely !== undefined) return likely;
	if (byName === undefined) {
		const byContent = indexesOf(header, (_, index) => {
			const { sha1, filled } = profileAt(index);
			return sha1 > 0 && sha1 >= filled / 2;
		});
		if (byContent.length === 1) return byContent[0] as number;
		if (byContent.length > 1) {
			throw new CredcheckError(
				'INPUT',
				`${byContent.length} columns contain SHA-1 hashes`,
				`choose one with --hash-column: ${byContent.map((index) => quoted(header[index])).join(', ')}`,
			);
		}
	}
	const [first] = candidates;
	if (first !== undefined) {
		const fault = profileAt(first).mostly;
		// Empty cells in the sample do not rule out hashes further down.
		if (fault === undefined || fault === 'empty') return first;
		throw notSha1(header[first] as string, fault);
	}
	for (const [index, column] of header.entries()) {
		const fault = profileAt(index).mostly;
		if (fault?.startsWith('looks_like_')) throw notSha1(column, fault);
	}
	throw new CredcheckError(
		'INPUT',
		'no column with SHA-1 hashes was found',
		`name it with --hash-column; ${describeHeader(header)}`,
	);
}

/** The error for a column without SHA-1 hashes. Does not quote any cell. */
export function notSha1(column: string, fault: CellFault): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the column ${quoted(column)} contains no SHA-1 hashes: its cells ${describeCells(fault)}`,
		fault === 'looks_like_base64'
			? 'convert them to 40 hex digits'
			: 'credcheck needs the unsalted SHA-1 of each password as 40 hex digits',
	);
}

/**
 * Counts the hashes and the cells that are not empty. `mostly` is the most common fault of the latter,
 * `empty` if there is none, undefined without rows.
 */
function profileOf(sample: readonly (readonly string[])[], index: number) {
	const faults = new Map<CellFault, number>();
	let sha1 = 0;
	let filled = 0;
	for (const row of sample) {
		const cell = (row[index] ?? '').trim();
		const fault = isSha1(cell) ? undefined : faultOf(cell);
		if (fault === 'empty') continue;
		filled += 1;
		if (fault === undefined) sha1 += 1;
		else faults.set(fault, (faults.get(fault) ?? 0) + 1);
	}
	const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a);
	return { sha1, filled, mostly: commonest?.[0] ?? (sample.length > 0 ? 'empty' : undefined) };
}
