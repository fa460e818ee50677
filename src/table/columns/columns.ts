/** Finds the columns of a table: by the names given, else by well-known names, else by content. */

import { CredcheckError } from '../../errors.ts';
import type { HashKind } from '../../range/kind.ts';
import type { Row } from '../csv/block-rows.ts';
import { type DomainColumns, findDomainColumns } from './domain-columns.ts';
import { faultOf, hashIn } from './hash-cell.ts';
import { findHashColumn, refuseOtherKind } from './hash-column.ts';
import { checkIsHeader, describeHeader, firstOf, named, quoted } from './header/header.ts';
import { idAndEmail, refusePasswords } from './header/headerless.ts';
import { EMAIL_NAMES, ID_NAMES, NTLM_ID_NAMES } from './header/known-names.ts';

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

/** In a table with a header, so many people may have their name as their password. */
const LEAST_PROVEN = 3;
/** Of so many rows or more, ids that are all the row's own hash are a column of hashes. */
const MIN_OWN_HASHES = 10;

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
	/** Undefined if the table is none of accounts of a domain. */
	readonly domain: DomainColumns | undefined;
	/** Other columns, of evidence about an account. */
	readonly evidence: readonly number[];
}

/**
 * @param header the first row
 * @param sample some data rows, to find the hash column by content
 * @param kind of the hashes
 * @param isDomainExport whether the columns are those that a domain export is converted to
 * @param isWhole whether the table has no other rows than the sample
 * @throws CredcheckError INPUT when a column or its name is missing or has the wrong content, USAGE when the hash
 *   column is also named for another purpose
 */
export function findColumns(
	header: readonly string[],
	sample: readonly Row[],
	kind: HashKind,
	options: ColumnOptions,
	isDomainExport = false,
	isWhole = true,
): Columns {
	const cells = sample.filter((row): row is readonly string[] => typeof row !== 'string');
	if (options.header !== false) refuseOtherKind(header, cells, kind);
	checkIsHeader(header, kind);
	const hash = findHashColumn(header, cells, kind, options.hashColumn, isWhole);
	const byContent = options.header === false ? idAndEmail(header, cells, hash, kind) : {};
	const names = kind.name === 'ntlm' ? NTLM_ID_NAMES : ID_NAMES;
	const email =
		named(header, options.emailColumn) ?? firstOf(header, EMAIL_NAMES, hash) ?? byContent.email;
	// Beside the hashes there is nothing else that could be the id.
	const onlyOther = header.length === 2 ? email : undefined;
	const id =
		named(header, options.idColumn) ?? firstOf(header, names, hash) ?? byContent.id ?? onlyOther;
	if (id === undefined && header.length > 1 && (options.idRequired ?? true)) {
		throw new CredcheckError(
			'INPUT',
			'no column with the account id was found',
			`name it with --id-column; ${describeHeader(header, hasNames(header, hash, kind))}`,
		);
	}
	const changed = named(header, options.changedColumn);
	const indexes = (names: readonly string[] = []) =>
		names.map((name) => named(header, name) as number);
	const keep = indexes(options.keep);
	const groupBy = indexes(options.groupBy);
	if ([id, email, ...keep, ...groupBy].includes(hash)) {
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[hash])} contains the hashes and cannot go into a report`,
			'name other columns with --id-column, --email-column, --keep and --group-by',
		);
	}
	if (id !== undefined && (options.idRequired ?? true))
		refuseOwnHashes(header, cells, hash, id, kind);
	const copied = [id, ...keep, ...groupBy].filter((index) => index !== undefined);
	refusePasswords(cells, hash, copied, kind, LEAST_PROVEN);
	if (changed !== undefined && (changed === hash || changed === id)) {
		const content = changed === hash ? 'the hashes' : 'the account ids';
		throw new CredcheckError(
			'USAGE',
			`the column ${quoted(header[changed])} contains ${content}, not the times of rows`,
			'name a column of times with --changed-column',
		);
	}
	const domain = findDomainColumns(header, kind, hash, isDomainExport);
	return { hash, id, email, changed, keep, groupBy, evidence: [], domain };
}

/**
 * Refuses ids that are the hash of their row once more, in whatever spelling: no list may have them.
 *
 * @throws CredcheckError USAGE
 */
function refuseOwnHashes(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	hash: number,
	id: number,
	kind: HashKind,
): void {
	const filled = sample.filter((row) => row[id]?.trim() && hashIn(row[hash] ?? '', kind));
	const isOwn = (row: readonly string[]) =>
		hashIn(row[id] as string, kind)?.hex === hashIn(row[hash] as string, kind)?.hex;
	// Of a few rows, a warning says so at the end.
	if (filled.length < MIN_OWN_HASHES || !filled.every(isOwn)) return;
	throw new CredcheckError(
		'USAGE',
		`the column ${quoted(header[id])} contains the hashes in another spelling and cannot go into a report`,
		'name a column with the account ids with --id-column',
	);
}

/**
 * Whether the first row has names, since it has some word where the rows below have hashes: the first account might
 * only lack its hash.
 */
function hasNames(header: readonly string[], hash: number, kind: HashKind): boolean {
	const fault = faultOf(header[hash] ?? '', kind);
	const isWord = fault === 'not_hex' || fault === 'looks_like_base64';
	return isWord && header.every((name) => /^(?:[\p{L}_].*)?$/u.test(name));
}
