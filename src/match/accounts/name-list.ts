/**
 * Reads a list of privileged accounts as administrators have it: a name per line, the export of a group as a table, or
 * what `net group` prints. A list that is not understood must not pass for one whose accounts are all fine.
 */

import { CredcheckError } from '../../errors.ts';
import { readCellList } from '../../table/cell-list.ts';
import { ID_NAMES, SAM_NAMES } from '../../table/columns/header/known-names.ts';

export interface NameList {
	/** Each name once in any case. */
	readonly names: readonly string[];
	/** Where each is, for messages: `line 3`, or in a table `row 3`, the first after the header being 1. */
	readonly places: readonly string[];
}

/** Columns of a list of accounts, as PowerShell and BloodHound export the members of a group. */
const COLUMNS = [
	...SAM_NAMES,
	'membername',
	...ID_NAMES,
	'userprincipalname',
	'user_principal_name',
];

const EXPORT =
	'one name per line, or a column SamAccountName: Get-ADGroupMember "Domain Admins" -Recursive | Export-Csv admins.csv';

/**
 * @param path a file, or `-` for stdin
 * @param signal ends waiting for a pipe
 * @throws CredcheckError INPUT when it cannot be read, or contains no names of accounts that can be told; the signal's
 *   reason if it is aborted
 */
export async function readNameList(path: string, signal?: AbortSignal): Promise<NameList> {
	const cells: string[] = [];
	let isTable = false;
	for await (const piece of readCellList(path, COLUMNS, signal)) {
		if (piece.faults > 0) throw notNames(path, 'has rows that cannot be read');
		isTable = piece.column !== undefined;
		for (const cell of piece.cells) cells.push(cell);
	}
	const places = new Map<string, { name: string; place: string }>();
	const entries = isTable ? cells.map((cell) => [cell]) : namesOnLines(cells, path);
	for (const [index, names] of entries.entries()) {
		for (const name of names.map((each) => each.trim())) {
			if (name === '' || name.startsWith('#')) continue;
			const key = name.toLowerCase();
			const place = `${isTable ? 'row' : 'line'} ${index + 1}`;
			if (!places.has(key)) places.set(key, { name, place });
		}
	}
	const found = [...places.values()];
	if (found.length === 0) throw notNames(path, 'contains no names of accounts');
	return { names: found.map(({ name }) => name), places: found.map(({ place }) => place) };
}

function notNames(path: string, what: string): CredcheckError {
	return new CredcheckError('INPUT', `${path} ${what}`, EXPORT);
}

/** `net group` and `net localgroup` print this before the members, in every language. */
const NET_RULE = /^-{60,}\s*$/;
/** Their last line, in every language: no name of an account ends so. */
const NET_END = /[.。]\s*$/;
/** The header of a list of one column, if it is exported without a better name. */
const HEADING = /^\s*(?:name|member)s?\s*$/i;

/** The names on each line. */
function namesOnLines(lines: readonly string[], path: string): readonly string[][] {
	if (lines.some((line) => NET_RULE.test(line))) return namesOfNet(lines);
	const filled = lines.filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
	const isTable = [',', ';', '\t', '|'].some((delimiter) =>
		filled.every((line) => line.trim().includes(delimiter)),
	);
	if (filled.length > 0 && isTable) {
		throw notNames(path, 'is a table without a column of account names that is known');
	}
	return lines.map((line) => (line === filled[0] && HEADING.test(line) ? [] : [line]));
}

/** Names stand in columns there, at least two blanks apart. */
function namesOfNet(lines: readonly string[]): readonly string[][] {
	let isMembers = false;
	return lines.map((line) => {
		if (NET_RULE.test(line) || NET_END.test(line)) {
			isMembers = NET_RULE.test(line);
			return [];
		}
		return isMembers ? line.split(/\s{2,}/) : [];
	});
}
