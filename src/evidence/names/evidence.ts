/** `--names`: whether an account's password is made from its own name. */

import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import type { AccountsTable } from '../../table/table.ts';
import type { Count } from '../../text/units.ts';
import type { EvidenceKind } from '../evidence.ts';
import { type NameHits, pairOf } from './name-hits.ts';
import {
	cellsOf,
	findNameColumns,
	hasNameParts,
	type NameColumn,
	namePartsOf,
} from './name-parts.ts';

export interface NameOptions {
	/** Find accounts whose password is made from their own name. */
	readonly names?: boolean | undefined;
	/** Columns of names; by default they are found by header. */
	readonly nameColumns?: readonly string[] | undefined;
}

/** The hits are slots, as `searchNames` returns them. */
export interface SharedNames extends NameHits {
	/** The same columns that the search used. */
	readonly columns: readonly NameColumn[];
}

type NameFindings = Omit<NamesSummary, 'checked' | 'inPassword' | 'nameOnly' | 'nameOnlyUnknown'>;

/** Accounts whose password is made from their own name. */
export interface NamesSummary {
	/** Names of the columns that names were taken from. */
	readonly columns: readonly string[];
	/** Accounts that have a name to try. */
	readonly checked: Count;
	/** Accounts whose password is made from their name: a lower bound. */
	readonly inPassword: Count;
	/** Of those, accounts whose hash does not match: HIGH only because of their name. */
	readonly nameOnly: Count;
	/** Of those, accounts whose range the store lacks: their password may be public as well. */
	readonly nameOnlyUnknown: Count;
	/** Distinct name parts. */
	readonly parts: Count;
	/** The most passwords tried for a name part. */
	readonly triedPerPart: Count;
	/** Joined names, such as first and last, of all accounts. */
	readonly joined: Count;
	/** The most passwords tried for a joined name. */
	readonly triedPerJoined: Count;
	/** Passwords tried in all. */
	readonly tried: Count;
}

export const nameEvidence: EvidenceKind<NameOptions, SharedNames, NameFindings, NamesSummary> = {
	column: 'name_in_password',
	isAlwaysListed: false,
	isRequested: ({ names }) => names === true,
	columnsIn: (table, options) => nameColumnsOf(table, options).map(({ index }) => index),
	async collect({ table, pool, onProgress, signal }, options) {
		// Loaded on demand: making all the endings takes a while.
		const [{ searchNames }, { GUESSES_PER_JOINED, GUESSES_PER_PART }] = await Promise.all([
			import('./name-search.ts'),
			import('./name-guesses.ts'),
		]);
		const nameColumns = nameColumnsOf(table, options);
		const { pairs, hashes, parts, joined, tried } = await searchNames(table, {
			pool,
			nameColumns,
			onProgress: ({ phase, done, parts, share }) =>
				onProgress?.({
					parts,
					tried: (share.index + (phase === 'trying' ? done : 0)) / share.of,
				}),
			signal,
		});
		return {
			shared: { pairs, hashes, columns: nameColumns },
			found: {
				columns: nameColumns.map(({ index }) => table.header[index] as string),
				parts,
				triedPerPart: GUESSES_PER_PART,
				joined,
				triedPerJoined: GUESSES_PER_JOINED,
				tried,
			},
		};
	},
	openTest({ columns, ...hits }) {
		const pairs = new FingerprintSet(hits.pairs);
		const hashes = new FingerprintSet(hits.hashes);
		return (rows, hash) => {
			const cells = cellsOf(rows, columns);
			if (!hashes.hasPair(hash[0] as number, hash[1] as number)) {
				return hasNameParts(cells, columns) ? 'no' : 'not_checked';
			}
			const { parts, joined } = namePartsOf(cells, columns);
			const names = [...parts, ...joined];
			if (names.length === 0) return 'not_checked';
			return names.some((name) => pairs.hasPair(...pairOf(name, hash, 0, hash.length)))
				? 'yes'
				: 'no';
		};
	},
	summarize({ columns, ...tried }, { answers, unmatched, unmatchedUnknown }) {
		const { yes, no } = answers.nameInPassword;
		return {
			columns,
			checked: yes + no,
			inPassword: yes,
			nameOnly: unmatched,
			nameOnlyUnknown: unmatchedUnknown,
			...tried,
		};
	},
};

function nameColumnsOf({ header, columns }: AccountsTable, { nameColumns }: NameOptions) {
	return findNameColumns(header, columns.hash, nameColumns, columns.email);
}
