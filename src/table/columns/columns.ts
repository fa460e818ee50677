/** Finding the columns of a table: by the names the user gave, else by header, else by content. */

import { CredcheckError } from '../../errors.ts';
import type { Row } from '../csv/records.ts';
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
	named,
	normalize,
	quoted,
} from './header.ts';

export interface ColumnOptions {
	readonly hashColumn?: string | undefined;
	readonly idColumn?: string | undefined;
	readonly emailColumn?: string | undefined;
	/** Whether a table of several columns must have one with the account's id; default true. */
	readonly idRequired?: boolean | undefined;
	/** Columns to copy into the lists. */
	readonly keep?: readonly string[] | undefined;
	/** Columns whose values make groups. */
	readonly groupBy?: readonly string[] | undefined;
}

/** Indexes into a row. */
export interface Columns {
	readonly hash: number;
	/** Undefined in a table that has nothing beside the hash, or where no id is required. */
	readonly id: number | undefined;
	readonly email: number | undefined;
	readonly keep: readonly number[];
	readonly groupBy: readonly number[];
}

/**
 * @param header the first row
 * @param sample some data rows, for finding the hash column by content
 * @throws CredcheckError INPUT when a column is not there or not what it has to be, USAGE when the
 *   hash column is asked for in the lists
 */
export function findColumns(
	header: readonly string[],
	sample: readonly Row[],
	options: ColumnOptions,
): Columns {
	checkIsHeader(header);
	const cells = sample.filter((row): row is readonly string[] => typeof row !== 'string');
	const hash = findHashColumn(header, cells, options.hashColumn);
	const id = named(header, options.idColumn) ?? firstOf(header, ID_NAMES, hash);
	if (id === undefined && header.length > 1 && (options.idRequired ?? true)) {
		throw new CredcheckError(
			'INPUT',
			'no column with the account id was found',
			`name it with --id-column; ${describeHeader(header)}`,
		);
	}
	const email = named(header, options.emailColumn) ?? firstOf(header, EMAIL_NAMES, hash);
	const indexes = (names: readonly string[] = []) =>
		names.map((name) => named(header, name) as number);
	const keep = indexes(options.keep);
	const groupBy = indexes(options.groupBy);
	if ([id, email, ...keep, ...groupBy].includes(hash)) {
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[hash])} holds the hashes and cannot go into a report`,
		);
	}
	return { hash, id, email, keep, groupBy };
}

function findHashColumn(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	name: string | undefined,
): number {
	// Made of columns in question alone: where the names suffice, that is one.
	const profileAt = (index: number) => profileOf(sample, index);
	const byName = named(header, name);
	const candidates =
		byName === undefined
			? HASH_NAMES.flatMap((known) => indexesOf(header, (column) => normalize(column) === known))
			: [byName];
	const [likely, other] = candidates.filter((index) => profileAt(index).sha1 > 0);
	if (likely !== undefined && other !== undefined) checkDiffer(header, likely, other);
	if (likely !== undefined) return likely;
	if (byName === undefined) {
		const byContent = indexesOf(header, (_, index) => isMostlySha1(profileAt(index)));
		if (byContent.length === 1) return byContent[0] as number;
		if (byContent.length > 1) {
			throw new CredcheckError(
				'INPUT',
				`${byContent.length} columns hold SHA-1 hashes`,
				`say which with --hash-column: ${byContent.map((index) => quoted(header[index])).join(', ')}`,
			);
		}
	}
	const [first] = candidates;
	if (first === undefined) {
		const faults = header.map((_, index) => profileAt(index).mostly);
		const other = faults.findIndex((fault) => fault?.startsWith('looks_like_'));
		if (other >= 0) throw notSha1(header[other] ?? '', faults[other] as CellFault);
		throw new CredcheckError(
			'INPUT',
			'no column with SHA-1 hashes was found',
			`name it with --hash-column; ${describeHeader(header)}`,
		);
	}
	const fault = profileAt(first).mostly;
	// Nothing but empty cells so far says nothing against it.
	if (fault === undefined || fault === 'empty') return first;
	throw notSha1(header[first] ?? '', fault);
}

/** The error for a column that holds something else. Shows no cell. */
export function notSha1(column: string, fault: CellFault): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the column ${quoted(column)} holds no SHA-1 hashes: its cells ${describeCells(fault)}`,
		fault === 'looks_like_base64'
			? 'convert them to 40 hex digits'
			: 'credcheck needs the unsalted SHA-1 of each password as 40 hex digits',
	);
}

interface Profile {
	readonly sha1: number;
	readonly filled: number;
	/** The commonest fault among filled cells, `empty` when all are empty, undefined without rows. */
	readonly mostly: CellFault | undefined;
}

function profileOf(sample: readonly (readonly string[])[], index: number): Profile {
	const faults = new Map<CellFault, number>();
	let sha1 = 0;
	let filled = 0;
	for (const row of sample) {
		const cell = (row[index] ?? '').trim();
		if (isSha1(cell)) {
			sha1 += 1;
			filled += 1;
			continue;
		}
		const fault = faultOf(cell);
		if (fault === 'empty') continue;
		filled += 1;
		faults.set(fault, (faults.get(fault) ?? 0) + 1);
	}
	const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a);
	return { sha1, filled, mostly: commonest?.[0] ?? (sample.length > 0 ? 'empty' : undefined) };
}

function isMostlySha1({ sha1, filled }: Profile): boolean {
	return sha1 > 0 && sha1 >= filled / 2;
}
