/** Finds the column with the hashes: by the name given, else by well-known names, else by content. */

import { CredcheckError } from '../../errors.ts';
import type { HashKind } from '../../range/kind.ts';
import { many } from '../../text/format.ts';
import { type CellFault, describeCells, remedyOf } from '../reject-reasons.ts';
import { faultOf, hashIn } from './hash-cell.ts';
import {
	checkDiffer,
	describeHeader,
	indexesOf,
	mayBeData,
	named,
	nameOrNumber,
	quoted,
	withKnownName,
} from './header/header.ts';
import { HASH_NAMES } from './header/known-names.ts';

/**
 * @param header the first row
 * @param sample some data rows
 * @param given the name that the user gives; undefined if there is none
 * @param isWhole whether the table has no other rows than the sample
 * @throws CredcheckError INPUT when no column has hashes of the kind, or it cannot be told which one is meant
 */
export function findHashColumn(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	kind: HashKind,
	given: string | undefined,
	isWhole: boolean,
): number {
	// Called only for the columns in question: often the names leave just one.
	const profileAt = (index: number) => profileOf(sample, index, kind);
	const byName = named(header, given);
	const candidates = byName === undefined ? withKnownName(header, HASH_NAMES[kind.name]) : [byName];
	checkNamesFit(header, sample, () =>
		candidates.some((index) => profileAt(index).hashes === 0 && profileAt(index + 1).certain > 0),
	);
	const [likely, other] = candidates.filter((index) => profileAt(index).hashes > 0);
	if (likely !== undefined && other !== undefined) checkDiffer(header, likely, other);
	const checkIsMeant = (found: number) => {
		if (byName === undefined) checkNoRival(header, found, candidates, profileAt, kind);
		return found;
	};
	if (likely !== undefined) return checkIsMeant(likely);
	if (byName === undefined) {
		const byContent = indexesOf(header, (_, index) => {
			const { certain, filled } = profileAt(index);
			return certain > 0 && certain >= filled / 2;
		});
		if (byContent.length === 1) return checkIsMeant(byContent[0] as number);
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
		// Empty cells in the sample do not rule out hashes further down, nor do others in a column that the user names.
		if (fault === undefined || fault === 'empty' || (given !== undefined && !isWhole)) return first;
		throw isWhole
			? notHashes(header[first] as string, fault, kind)
			: noneAtFirst(header[first] as string, sample.length, fault, kind);
	}
	for (const [index, column] of header.entries()) {
		const fault = profileAt(index).mostly;
		if (fault === 'salted' || fault?.startsWith('looks_like_'))
			throw notHashes(column, fault, kind);
	}
	const inBase64 = indexesOf(header, (_, index) => {
		const { hashes, filled } = profileAt(index);
		return hashes > filled / 2;
	});
	throw new CredcheckError(
		'INPUT',
		`no column with ${kind.title} hashes was found`,
		inBase64.length === 0
			? `name it with --hash-column; ${describeHeader(header)}`
			: `${inBase64.map((index) => quoted(header[index])).join(', ')} may have them in base64, but tokens look the same: if so, use --hash-column ${inBase64.map((index) => nameOrNumber(header, index)).join(' or ')}`,
	);
}

/** What passwords are hashed with, and hardly anything else. */
const OF_PASSWORDS: readonly (CellFault | undefined)[] = [
	'looks_like_bcrypt',
	'looks_like_argon2',
	'looks_like_crypt',
];

/**
 * Refuses to take hashes for those of passwords, if another column has the passwords: by its name, or by hashes that
 * are made for them. The hashes may be of files or pictures, and would pass for passwords that nobody knows.
 *
 * @param found the column with hashes of the kind
 * @param candidates the columns that are named for hashes of passwords
 * @throws CredcheckError INPUT
 */
function checkNoRival(
	header: readonly string[],
	found: number,
	candidates: readonly number[],
	profileAt: (index: number) => {
		readonly hashes: number;
		readonly mostly?: CellFault | undefined;
	},
	kind: HashKind,
): void {
	const isNamed = candidates.includes(found);
	if (isNamed && saysPassword(header[found])) return;
	const rivals = isNamed
		? candidates.filter((index) => saysPassword(header[index]))
		: header.keys();
	for (const index of rivals) {
		const { hashes, mostly } = profileAt(index);
		if (index === found || hashes > 0 || mostly === undefined) continue;
		const isRival =
			OF_PASSWORDS.includes(mostly) ||
			(!isNamed &&
				(candidates.includes(index) ||
					(mostly.startsWith('looks_like_') &&
						saysPassword(header[index]) &&
						!saysPassword(header[found]))));
		if (!isRival) continue;
		const [one, other] = [header[index], header[found]].map(quoted);
		throw new CredcheckError(
			'INPUT',
			`the first cells of the column ${one} ${describeCells(mostly)}; the column ${other} has ${kind.title} hashes, but these may be of something else than passwords`,
			`if ${other} has the hashes of passwords, name it with --hash-column`,
		);
	}
}

function saysPassword(name = ''): boolean {
	return /pass|pwd|pw_/i.test(name);
}

/** @throws CredcheckError INPUT when the first row has no names, but the hashes of another kind that the rows below have */
export function refuseOtherKind(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	kind: HashKind,
): void {
	for (const [index, cell] of header.entries()) {
		const fault = mayBeData(cell) && hashIn(cell, kind) === undefined && faultOf(cell, kind);
		if (!fault || !/^looks_like_(?!base64)|^salted$/.test(fault)) continue;
		if (sample.length > 0 && profileOf(sample, index, kind).mostly !== fault) continue;
		throw notHashes(`column${index + 1}`, fault, kind);
	}
}

/** The error for a column without hashes of the kind. Does not quote any cell. */
export function notHashes(column: string, fault: CellFault, kind: HashKind): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the column ${quoted(column)} contains no ${kind.title} hashes: its cells ${describeCells(fault)}`,
		remedyOf(fault),
	);
}

/** The same for a table of which only the first rows are known: after a migration, others may be further down. */
function noneAtFirst(
	column: string,
	rows: number,
	fault: CellFault,
	kind: HashKind,
): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`the column ${quoted(column)} contains no ${kind.title} hashes in the first ${many(rows, 'row')}: its cells ${describeCells(fault)}`,
		`${remedyOf(fault)}; if there are hashes further down, name the column with --hash-column`,
	);
}

/**
 * Refuses a table whose header lacks a name, since all names may then be those of other columns: R writes the
 * names of rows as a first column without a name.
 *
 * @param shifted whether the hashes are one column after the one with their name
 * @throws CredcheckError INPUT
 */
function checkNamesFit(
	header: readonly string[],
	sample: readonly (readonly string[])[],
	shifted: () => boolean,
): void {
	const size = header.length + 1;
	if (sample.length === 0 || !sample.every((row) => row.length === size)) return;
	const isFilled = sample.some((row) => row[size - 1]?.trim() !== '');
	if (!isFilled && !shifted()) return;
	throw new CredcheckError(
		'INPUT',
		`the header has ${many(header.length, 'name')}, but every row has ${size} cells: which name belongs to which column cannot be told`,
		'give each column a name; if the first are the row names of R, use write.csv(…, row.names = FALSE), or write.table(…, col.names = NA)',
	);
}

/**
 * Counts the hashes and the cells that are not empty. `certain` are hashes that cannot be anything else. `mostly`
 * is the most common fault, `empty` if there is none, undefined without rows.
 */
function profileOf(sample: readonly (readonly string[])[], index: number, kind: HashKind) {
	const faults = new Map<CellFault, number>();
	let hashes = 0;
	let certain = 0;
	let filled = 0;
	for (const row of sample) {
		const cell = row[index];
		// Most rows of a table with a great many columns lack it.
		if (cell === undefined || cell === '') continue;
		const hash = hashIn(cell, kind);
		const fault = hash === undefined ? faultOf(cell, kind) : undefined;
		if (fault === 'empty') continue;
		filled += 1;
		if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1);
		else hashes += 1;
		if (hash?.isCertain) certain += 1;
	}
	const [commonest] = [...faults].toSorted(([, a], [, b]) => b - a);
	const mostly = commonest?.[0] ?? (sample.length > 0 ? 'empty' : undefined);
	return { hashes, certain, filled, mostly };
}
