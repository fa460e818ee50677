/** `--names`: whether an account's password is made of its own name. */

import type { EvidenceKind } from '../evidence.ts';
import { NameCheck, type NameCheckOptions } from './name-check.ts';
import { findNameColumns } from './name-parts.ts';
import type { NamesFound } from './name-search.ts';

export interface NameOptions {
	/** Find accounts whose password is made of their own name. */
	readonly names?: boolean | undefined;
	/** Columns of names; by default they are found by header. */
	readonly nameColumns?: readonly string[] | undefined;
}

export interface NameFindings extends Pick<NamesFound, 'parts' | 'joined' | 'tried'> {
	/** Titles of the name columns. */
	readonly columns: readonly string[];
	/** The most passwords tried for a part, and for a joined form. */
	readonly triedPerPart: number;
	readonly triedPerJoined: number;
}

export const nameEvidence: EvidenceKind<NameOptions, NameCheckOptions, NameFindings> = {
	column: 'name_in_password',
	isAlwaysListed: false,
	assertPossible({ header, columns }, { names, nameColumns }) {
		if (names === true) findNameColumns(header, columns.hash, nameColumns, columns.email);
	},
	async gather({ table, kind, pool, onProgress, signal }, { names, nameColumns: given }) {
		if (names !== true) return undefined;
		// Loaded on demand: making all the endings takes a while.
		const [{ searchNames }, guesses] = await Promise.all([
			import('./name-search.ts'),
			import('./name-guesses.ts'),
		]);
		const { header, columns } = table;
		const nameColumns = findNameColumns(header, columns.hash, given, columns.email);
		const { pairs, hashes, ...counts } = await searchNames(table, {
			kind,
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
				...counts,
				columns: nameColumns.map(({ index }) => header[index] as string),
				triedPerPart: guesses.GUESSES_PER_PART,
				triedPerJoined: guesses.GUESSES_PER_JOINED,
			},
		};
	},
	openTest: (shared) => new NameCheck(shared),
};
