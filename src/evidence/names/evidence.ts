/** `--names`: whether an account's password is made of its own name. */

import type { AccountsTable } from '../../table/table.ts';
import type { Count } from '../../text/units.ts';
import type { EvidenceKind, EvidenceProgress } from '../evidence.ts';
import { NameCheck, type NameCheckOptions } from './name-check.ts';
import { findNameColumns } from './name-parts.ts';
import type { NameProgress } from './name-search.ts';

export interface NameOptions {
	/** Find accounts whose password is made of their own name. */
	readonly names?: boolean | undefined;
	/** Columns of names; else found by header. */
	readonly nameColumns?: readonly string[] | undefined;
}

type NameFindings = Omit<NamesSummary, 'checked' | 'inPassword' | 'nameOnly' | 'nameOnlyUnknown'>;

/** Accounts whose password is made of their own name. */
export interface NamesSummary {
	/** Names of the columns that names were taken from. */
	readonly columns: readonly string[];
	/** Accounts that have a name to try. */
	readonly checked: Count;
	/** Accounts whose password is made of their name: a lower bound. */
	readonly inPassword: Count;
	/** Of those, accounts whose hash does not match: HIGH for their name alone. */
	readonly nameOnly: Count;
	/** Of those, accounts whose range the store lacks: their password may be public as well. */
	readonly nameOnlyUnknown: Count;
	/** Distinct parts of names. */
	readonly parts: Count;
	/** Passwords tried for each part of a name at most. */
	readonly triedPerPart: Count;
	/** Joined names, such as first and last, of all accounts. */
	readonly joined: Count;
	/** Passwords tried for each joined name at most. */
	readonly triedPerJoined: Count;
	/** Passwords tried in all. */
	readonly tried: Count;
}

export const nameEvidence: EvidenceKind<NameOptions, NameCheckOptions, NameFindings, NamesSummary> =
	{
		column: 'name_in_password',
		isAlwaysListed: false,
		isRequested: ({ names }) => names === true,
		assertPossible: nameColumnsOf,
		async collect({ table, kind, pool, onProgress, signal }, options) {
			// Loaded on demand: preparing all password endings takes a while.
			const [{ searchNames }, { CANDIDATES_PER_JOINED, CANDIDATES_PER_PART }] = await Promise.all([
				import('./name-search.ts'),
				import('./name-guesses.ts'),
			]);
			const columns = nameColumnsOf(table, options);
			const events = {
				onProgress: (progress: NameProgress) => onProgress?.(triedOf(progress)),
				signal,
			};
			const { pairs, hashes, parts, joined, tried } = await searchNames(
				table,
				{ kind, pool, nameColumns: columns },
				events,
			);
			return {
				shared: { pairs, hashes, columns },
				found: {
					columns: columns.map(({ index }) => table.header[index] as string),
					parts,
					triedPerPart: CANDIDATES_PER_PART,
					joined,
					triedPerJoined: CANDIDATES_PER_JOINED,
					tried,
				},
			};
		},
		openTest: (shared) => new NameCheck(shared),
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

function triedOf({ phase, done, parts, share }: NameProgress): EvidenceProgress {
	return { parts, tried: (share.index + (phase === 'trying' ? done : 0)) / share.of };
}
