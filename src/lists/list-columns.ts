/** The lists that a report has, as schemas. */

import type { FactColumn } from '../evidence/kinds.ts';
import { hex, integer, type ListSchema, word } from '../output/list-schema.ts';
import type { Candidacy } from '../verdict/matrix.ts';
import { tierOf } from '../verdict/tiers.ts';
import { copied, type HasCells, idColumn } from './copied-cells.ts';
import type { RowFacts } from './row-facts.ts';

/** Columns of the table that lists copy. */
export interface CopiedColumns {
	/** Of account ids. */
	readonly id: number | undefined;
	/** Of hashes, which are kept out of what is copied. */
	readonly hash: number;
	readonly keep: readonly { readonly title: string; readonly column: number }[];
}

export interface CandidateListOptions {
	readonly copied: CopiedColumns;
	/** Whether an earlier report is compared with. */
	readonly hasPrevious: boolean;
	readonly facts: {
		/** Columns that are there whatever was asked for, and the others. */
		readonly always: readonly FactColumn[];
		readonly asked: readonly FactColumn[];
	};
}

/** Those of candidates: options add columns behind what is always there, and kept ones come last. */
export function candidateList(options: CandidateListOptions): ListSchema<RowFacts> {
	const { id, hash, keep } = options.copied;
	const factColumn = ({ title, fact }: FactColumn) =>
		word<RowFacts>(title, ({ facts }) => facts[fact]);
	return [
		idColumn(id, hash),
		word('verdict', ({ candidacy }) => (candidacy as Candidacy).verdict),
		word('action', ({ candidacy }) => (candidacy as Candidacy).action),
		word('reasons', ({ candidacy }) => reasonsOf(candidacy as Candidacy)),
		// Of a range that the store lacks nobody knows how often.
		integer('breach_count', ({ count, isUnknown }) => (isUnknown ? undefined : count)),
		word('tier', ({ count }) => (count === 0 ? undefined : tierOf(count))),
		...options.facts.always.map(factColumn),
		integer('row', ({ row }) => row),
		hex('credential_ref', (row) => row.ref()),
		...(options.hasPrevious ? [word<RowFacts>('since_last', ({ sinceLast }) => sinceLast)] : []),
		...options.facts.asked.map(factColumn),
		...keep.map(({ title, column }) => copied<RowFacts>(title, column, hash)),
	];
}

const JOINED = new WeakMap<Candidacy, string>();

function reasonsOf(candidacy: Candidacy): string {
	let joined = JOINED.get(candidacy);
	if (joined === undefined) {
		joined = candidacy.reasons.join('+');
		JOINED.set(candidacy, joined);
	}
	return joined;
}

/** Of every candidate, listed or not. */
export function allCandidatesList({ id, hash }: CopiedColumns): ListSchema<RowFacts> {
	return [
		idColumn(id, hash),
		integer('row', ({ row }) => row),
		hex('credential_ref', (row) => row.ref()),
	];
}

/** An account of those that share a hash. */
export interface SharedAccount extends HasCells {
	/** The number of the group, and how many accounts it has. */
	readonly group: number;
	readonly groupSize: number;
	readonly breached: 'yes' | 'no' | 'unknown';
	/** Number of the data row, from 1. */
	readonly row: number;
}

/** @param isUnknown whether the store lacks the range of the hash */
export function breachedOf(isUnknown: boolean, matched: boolean): SharedAccount['breached'] {
	if (isUnknown) return 'unknown';
	return matched ? 'yes' : 'no';
}

export function sharedList({ id, hash }: Omit<CopiedColumns, 'keep'>): ListSchema<SharedAccount> {
	return [
		integer('group', ({ group }) => group),
		integer('size', ({ groupSize }) => groupSize),
		word('breached', ({ breached }) => breached),
		idColumn(id, hash),
		integer('row', ({ row }) => row),
	];
}
