/** Finds the columns of a table: by the names given, else by well-known names, else by content. */

import { CredcheckError } from '../../errors.ts';
import { type HashKind, hashDigits, otherKind } from '../../range/kind.ts';
import type { Row } from '../csv/block-rows.ts';
import { type CellFault, describeCells } from '../reject-reasons.ts';
import { faultOf, isHash } from './hash-cell.ts';
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
	quoted,
	withKnownName,
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
	/** The column with the time of a row, if only the newest row of each id is to be used. */
	readonly changedColumn?: string | undefined;
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
	/** The times of rows; undefined if they do not matter. */
	readonly changed: number | undefined;
	readonly keep: readonly number[];
	readonly groupBy: readonly number[];
}

/**
 * @param header the first row
 * @param sample some data rows, to find the hash column by content
 * @param kind of the hashes
 * @throws CredcheckError INPUT when a column is missing or has the wrong content, USAGE when the hash
 *   column is also named for another purpose
 */
export function findColumns(
	header: readonly string[],
	sample: readonly Row[],
	kind: HashKind,
	options: ColumnOptions,
): Columns {
	checkIsHeader(header, kind);
	const cells = sample.filter((row): row is readonly string[] => typeof row !== 'string');
	const hash = findHashColumn(header, cells, kind, options.hashColumn);
	const byContent = options.header === false ? idAndEmail(header, cells, hash, kind) : {};
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
	const changed = named(header, options.changedColumn);
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
	if (changed !== undefined && (changed === hash || changed === id)) {
		const content = changed === hash ? 'the hashes' : 'the account ids';
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[changed])} contains ${content}, not the times of rows`,
			'name a column of times with --changed-column',
		);
	}
	return { hash, id, email, changed, keep, groupBy };
}

function findHashColumn(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	kind: HashKind,
	given: string | undefined,
): number {
	// Called only for the columns in question: often the names leave just one.
	const profileAt = (index: number) => profileOf(sample, index, kind);
	const byName = named(header, given);
	const candidates = byName === undefined ? withKnownName(header, HASH_NAMES[kind.name]) : [byName];
	const [likely, other] = candidates.filter((index) => profileAt(index).hashes > 0);
	if (likely !== undefined && other !== undefined) checkDiffer(header, likely, other);
	if (likely !== undefined) return likely;
	if (byName === undefined) {
		const byContent = indexesOf(header, (_, index) => {
			const { hashes, filled } = profileAt(index);
			return hashes > 0 && hashes >= filled / 2;
		});
		if (byContent.length === 1) return byContent[0] as number;
		if (byContent.length > 1) {
			throw new CredcheckError(
				'INPUT',
				`${byContent.length} columns contain ${kind.title} hashes`,
				`choose one with --hash-column: ${byContent.map((index) => quoted(header[index])).join(', ')}`,
			);
		}
	}
	const [first] = candidates;
	if (first !== undefined) {
		const fault = profileAt(first).mostly;
		// Empty cells in the sample do not rule out hashes further down.
		if (fault === undefined || fault === 'empty') return first;
		throw notHashes(header[first] as string, fault, kind);
	}
	for (const [index, column] of header.entries()) {
		const fault = profileAt(index).mostly;
		if (fault?.startsWith('looks_like_')) throw notHashes(column, fault, kind);
	}
	throw new CredcheckError(
		'INPUT',
		`no column with ${kind.title} hashes was found`,
		`name it with --hash-column; ${describeHeader(header)}`,
	);
}

/** The error for a column without hashes of the kind. Does not quote any cell. */
export function notHashes(column: string, fault: CellFault, kind: HashKind): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the column ${quoted(column)} contains no ${kind.title} hashes: its cells ${describeCells(fault)}`,
		remedyOf(fault, kind),
	);
}

function remedyOf(fault: CellFault, kind: HashKind): string {
	const digits = `${hashDigits(kind)} hex digits`;
	if (fault === 'looks_like_base64') return `convert them to ${digits}`;
	const other = otherKind(kind);
	const mayBeOther = fault === 'looks_like_ntlm_or_md5' || fault === 'looks_like_sha1';
	if (mayBeOther) {
		return `if they are ${other.title} hashes, use a store of these: --kind ${other.name}`;
	}
	return kind.name === 'sha1'
		? `credcheck needs the unsalted SHA-1 of each password as ${digits}`
		: `with --kind ntlm credcheck needs the NT hash of each password as ${digits}`;
}

/**
 * Counts the hashes and the cells that are not empty. `mostly` is the most common fault of the latter,
 * `empty` if there is none, undefined without rows.
 */
function profileOf(sample: readonly (readonly string[])[], index: number, kind: HashKind) {
	const faults = new Map<CellFault, number>();
	let hashes = 0;
	let filled = 0;
	for (const row of sample) {
		const cell = (row[index] ?? '').trim();
		const fault = isHash(cell, kind) ? undefined : faultOf(cell, kind);
		if (fault === 'empty') continue;
		filled += 1;
		if (fault === undefined) hashes += 1;
		else faults.set(fault, (faults.get(fault) ?? 0) + 1);
	}
	const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a);
	return { hashes, filled, mostly: commonest?.[0] ?? (sample.length > 0 ? 'empty' : undefined) };
}
