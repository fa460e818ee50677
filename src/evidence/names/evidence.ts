/** `--names`: whether an account's password is made of its own name. */

import type { EvidenceKind, GatherProgress } from '../evidence.ts';
import { NameCheck, type NameCheckOptions } from './name-check.ts';
import { findNameColumns } from './name-parts.ts';
import type { NameProgress, NamesFound } from './name-search.ts';

export interface NameOptions {
	/** Find accounts whose password is made of their own name. */
	readonly names?: boolean | undefined;
	/** Columns of names; else found by header. */
	readonly nameColumns?: readonly string[] | undefined;
}

export interface NameFindings extends Pick<NamesFound, 'parts' | 'joined' | 'tried'> {
	/** Titles of the columns that names were taken from. */
	readonly columns: readonly string[];
	/** The most passwords tried of a part, and of a joined form. */
	readonly triedPerPart: number;
	readonly triedPerJoined: number;
}

export const nameEvidence: EvidenceKind<NameOptions, NameCheckOptions, NameFindings> = {
	column: 'name_in_password',
	isAlwaysListed: false,
	assertPossible(table, { names, nameColumns }) {
		if (names !== true) return;
		findNameColumns(table.header, table.columns.hash, nameColumns, table.columns.email);
	},
	async gather({ table, kind, pool, onProgress, signal }, { names, nameColumns }) {
		if (names !== true) return undefined;
		// Loaded when it is asked for: making all the endings of passwords takes a while.
		const [{ searchNames }, guesses] = await Promise.all([
			import('./name-search.ts'),
			import('./name-guesses.ts'),
		]);
		const { header, columns } = table;
		const found = findNameColumns(header, columns.hash, nameColumns, columns.email);
		const options = { kind, pool, nameColumns: found };
		const events = {
			onProgress: (progress: NameProgress) => onProgress?.(triedOf(progress)),
			signal,
		};
		const { pairs, hashes, ...counts } = await searchNames(table, options, events);
		return {
			shared: { pairs, hashes, columns: found },
			found: {
				...counts,
				columns: found.map(({ index }) => header[index] as string),
				triedPerPart: guesses.CANDIDATES_PER_PART,
				triedPerJoined: guesses.CANDIDATES_PER_JOINED,
			},
		};
	},
	openTest: (shared) => new NameCheck(shared),
};

function triedOf({ phase, done, parts, share }: NameProgress): GatherProgress {
	return { parts, tried: (share.index + (phase === 'trying' ? done : 0)) / share.of };
}
