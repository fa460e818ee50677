/**
 * The lists of a report: the file, columns and accounts of each. To add one, add a record to `ACCOUNT_LISTS`
 * and the name of its file to `output/report-names.ts`.
 */

import { type FactColumn, factColumns } from '../evidence/kinds.ts';
import { column, type ListSchema } from '../output/list-schema.ts';
import type { ListName } from '../output/report-names.ts';
import type { RejectReason } from '../table/reject-reasons.ts';
import { type ShownCounts, shownCount } from '../verdict/count-classes.ts';
import type { Candidacy, Fact } from '../verdict/matrix.ts';
import { tierOf } from '../verdict/tiers.ts';
import { type IdSource, idColumn, keptColumn } from './copied-cells.ts';
import type { RowFacts } from './row-facts.ts';

/** Columns of the table that lists copy. */
export interface CopiedColumns extends IdSource {
	readonly keep: readonly { readonly title: string; readonly column: number }[];
}

/** What determines the columns of lists. */
export interface ListColumns {
	readonly copied: CopiedColumns;
	/** Whether there is an earlier report to compare with. */
	readonly hasPrevious: boolean;
	/** Which facts were requested. */
	readonly facts: Readonly<Record<Fact, boolean>>;
	/** Whether it is known which accounts are privileged. */
	readonly hasPrivileged: boolean;
	/** Whether the accounts are those of a domain. */
	readonly isDomain: boolean;
	/** Whether the other lists may omit candidates, so that a list of all candidates is written, too. */
	readonly omitsCandidates: boolean;
	/** What is shown of each count; undefined for the count itself. */
	readonly shownCounts: ShownCounts | undefined;
}

interface AccountList {
	readonly file: ListName;
	readonly schema: (columns: ListColumns) => ListSchema<RowFacts>;
	/**
	 * Called for rows whose hash matched, is shared or was chosen; for all others only if some option needs every
	 * row, as `list-task.ts` decides.
	 */
	readonly includes: (account: RowFacts) => boolean;
	/** Whether `--limit` applies, which chooses accounts once all candidates are known. */
	readonly isLimited: boolean;
	/** Whether a run with these columns writes the list; undefined if every run does. */
	readonly isWritten?: (columns: ListColumns) => boolean;
}

function candidatesOf(verdict: Candidacy['verdict'], file: ListName): AccountList {
	return {
		file,
		schema: candidateSchema,
		includes: ({ candidacy, isExcluded }) => candidacy?.verdict === verdict && !isExcluded,
		isLimited: true,
	};
}

/** The lists made of accounts. */
export const ACCOUNT_LISTS = {
	CRITICAL: candidatesOf('CRITICAL', 'critical'),
	HIGH: candidatesOf('HIGH', 'nudge-candidates'),
	all: {
		file: 'all-candidates',
		schema: ({ copied: { id } }) => [
			idColumn(id),
			column('row', 'integer', ({ row }) => row),
			column('credential_ref', 'hex', (account) => account.ref()),
		],
		includes: ({ candidacy }) => candidacy !== undefined,
		isLimited: false,
		isWritten: ({ omitsCandidates }) => omitsCandidates,
	},
	shared: {
		file: 'shared-passwords',
		schema: (columns) => sharedSchema(columns),
		includes: ({ group }) => group !== 0,
		isLimited: false,
	},
	findings: {
		file: 'domain-findings',
		schema: ({ copied: { id } }) => [
			idColumn(id),
			column('finding', 'word', ({ findings }) => findings.join('+')),
			column('row', 'integer', ({ row }) => row),
		],
		includes: ({ findings }) => findings.length > 0,
		isLimited: false,
		isWritten: ({ isDomain }) => isDomain,
	},
} as const satisfies Readonly<Record<string, AccountList>>;

type AccountListName = keyof typeof ACCOUNT_LISTS;

export type PerList<T> = Readonly<Record<AccountListName, T>>;

export const ACCOUNT_LIST_NAMES = Object.keys(ACCOUNT_LISTS) as AccountListName[];

export function perList<T>(make: (name: AccountListName) => T): PerList<T> {
	const made = ACCOUNT_LIST_NAMES.map((name) => [name, make(name)]);
	return Object.fromEntries(made);
}

/** A value for each list that a run with these columns writes; undefined for the others. */
export function perWrittenList<T>(
	columns: ListColumns,
	make: (list: AccountList) => T,
): PerList<T | undefined> {
	return perList((name) => {
		const list: AccountList = ACCOUNT_LISTS[name];
		return list.isWritten?.(columns) === false ? undefined : make(list);
	});
}

/** For candidates: columns that depend on options come after the fixed ones, and copied columns last. */
export function candidateSchema(columns: ListColumns): ListSchema<RowFacts> {
	const { id, kind, keep } = columns.copied;
	const { always, requested } = factColumns(columns.facts);
	const { shownCounts } = columns;
	const shown = (count: number) =>
		count === 0 || shownCounts === undefined ? count : shownCount(shownCounts, count);
	const factColumn = ({ title, fact }: FactColumn) =>
		column(title, 'word', ({ facts }: RowFacts) => facts[fact]);
	return [
		idColumn(id),
		column('verdict', 'word', ({ candidacy }) => candidacy?.verdict),
		column('action', 'word', ({ candidacy }) => candidacy?.action),
		column('reasons', 'word', ({ candidacy }) => candidacy?.reasons),
		// Empty, not 0, if the store lacks the range.
		column('breach_count', 'integer', ({ count, isUnknown }) =>
			isUnknown ? undefined : shown(count),
		),
		column('tier', 'word', ({ count }) => (count === 0 ? undefined : tierOf(count))),
		...always.map(factColumn),
		column('row', 'integer', ({ row }) => row),
		column('credential_ref', 'hex', (account) => account.ref()),
		...(columns.hasPrevious
			? [column('since_last', 'word', ({ sinceLast }: RowFacts) => sinceLast)]
			: []),
		...requested.map(factColumn),
		...(columns.hasPrivileged ? [column('privileged', 'word', yesOrNo('isPrivileged'))] : []),
		...keep.map((kept) => keptColumn(kept.title, kept.column, kind)),
	];
}

/** An account that shares its hash with others. */
type SharedAccount = Pick<
	RowFacts,
	| 'cells'
	| 'row'
	| 'isIdRedacted'
	| 'group'
	| 'groupSize'
	| 'isUnknown'
	| 'count'
	| 'isPrivileged'
	| 'isMixed'
>;

/** What determines the columns of the list of shared passwords. */
export type SharedColumns = Pick<ListColumns, 'copied' | 'hasPrivileged'>;

/** Who they are matters where privileged accounts are among them: then the kept columns are copied, too. */
export function sharedSchema({ copied, hasPrivileged }: SharedColumns): ListSchema<SharedAccount> {
	const { id, kind, keep } = copied;
	return [
		column('group', 'integer', ({ group }) => group),
		column('size', 'integer', ({ groupSize }) => groupSize),
		column('breached', 'word', ({ isUnknown, count }) => {
			if (isUnknown) return 'unknown';
			return count > 0 ? 'yes' : 'no';
		}),
		idColumn(id),
		column('row', 'integer', ({ row }) => row),
		...(hasPrivileged
			? [
					column('privileged', 'word', yesOrNo('isPrivileged')),
					column('mixed_privilege', 'word', yesOrNo('isMixed')),
					...keep.map((kept) => keptColumn(kept.title, kept.column, kind)),
				]
			: []),
	];
}

function yesOrNo(fact: 'isPrivileged' | 'isMixed') {
	return (account: Pick<RowFacts, typeof fact>) => (account[fact] ? 'yes' : 'no');
}

export interface RejectedRow {
	/** Number of the data row, from 1. */
	readonly row: number;
	readonly reason: RejectReason;
}

export const REJECTED_SCHEMA: ListSchema<RejectedRow> = [
	column('row', 'integer', ({ row }) => row),
	column('reason', 'text', ({ reason }) => reason),
];
