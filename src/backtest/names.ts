/** The search for names in passwords, as a part of a back-test. */

import type { NameCheckOptions } from '../evidence/names/name-check.ts';
import { CANDIDATES_PER_JOINED, CANDIDATES_PER_PART } from '../evidence/names/name-guesses.ts';
import { findNameColumns } from '../evidence/names/name-parts.ts';
import { type NamesFound, searchNames } from '../evidence/names/name-search.ts';
import { namesOf } from './checks.ts';
import type { BacktestRun } from './context.ts';

export interface FoundNames {
	/** What tells of a row whether it is one of those found. */
	readonly check: NameCheckOptions;
	/** Names of the columns that names were taken from. */
	readonly columns: readonly string[];
	readonly found: NamesFound;
	/** The most passwords tried of a part, and of a joined form. */
	readonly most: { readonly perPart: number; readonly perJoined: number };
}

/**
 * @throws CredcheckError INPUT when no column holds names, or one is not there
 */
export async function findNames({
	table,
	store,
	pool,
	options,
	tracker,
	events,
}: BacktestRun): Promise<FoundNames> {
	const { header, columns } = table;
	const nameColumns = findNameColumns(header, columns.hash, options.nameColumns, columns.email);
	const found = await searchNames(
		table,
		{ kind: store.kind, pool, nameColumns },
		{
			onProgress: (progress) => events.onProgress?.(tracker.named(progress)),
			signal: options.signal,
		},
	);
	tracker.begin(table.bytes, options.limit !== undefined);
	return {
		check: { pairs: found.pairs, hashes: found.hashes, columns: nameColumns },
		columns: namesOf(
			table,
			nameColumns.map(({ index }) => index),
		),
		found,
		most: { perPart: CANDIDATES_PER_PART, perJoined: CANDIDATES_PER_JOINED },
	};
}
