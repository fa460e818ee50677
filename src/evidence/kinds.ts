/**
 * All kinds of evidence. A new one begins with its fact in `verdict/matrix.ts`: the compiler then asks for its record
 * in `KINDS` and its place in the summary. `ARCHITECTURE.md` lists what else there is, such as its flag.
 */

import type { AccountsTable } from '../table/table.ts';
import { FACTS, type Fact } from '../verdict/matrix.ts';
import { type BreachedEmailOptions, breachedEmailEvidence } from './breached-emails/evidence.ts';
import type { EvidenceContext, EvidenceCounts, EvidenceKind, RowTest } from './evidence.ts';
import { type NameOptions, nameEvidence } from './names/evidence.ts';

export interface EvidenceOptions extends BreachedEmailOptions, NameOptions {}

const KINDS = {
	emailBreached: breachedEmailEvidence,
	nameInPassword: nameEvidence,
} as const satisfies Readonly<Record<Fact, object>>;

/** A value for each kind; undefined for a kind that was not requested. */
type PerKind<Value extends { readonly [F in Fact]: unknown }> = {
	readonly [F in Fact]: Value[F] | undefined;
};
type CollectedOf = { [F in Fact]: Awaited<ReturnType<(typeof KINDS)[F]['collect']>> };
export type CollectedEvidence = PerKind<CollectedOf>;
/** What threads need of the evidence. */
export type SharedEvidence = PerKind<{ [F in Fact]: CollectedOf[F]['shared'] }>;
export type EvidenceSummary = PerKind<{ [F in Fact]: ReturnType<(typeof KINDS)[F]['summarize']> }>;

/** Any kind: the code below passes each kind only its own data. */
type AnyKind = EvidenceKind<EvidenceOptions, unknown, unknown, unknown>;

function perKind<T>(make: (kind: AnyKind, fact: Fact) => unknown): T {
	return Object.fromEntries(FACTS.map((fact) => [fact, make(KINDS[fact], fact)])) as T;
}

/** The facts that these options request. */
export function requestedFacts(options: EvidenceOptions): Readonly<Record<Fact, boolean>> {
	return perKind((kind) => kind.isRequested(options));
}

/**
 * The columns that the requested kinds need.
 *
 * @throws CredcheckError INPUT, USAGE if the table lacks one
 */
export function evidenceColumns(table: AccountsTable, options: EvidenceOptions): number[] {
	const columns = FACTS.flatMap((fact) => {
		const kind: AnyKind = KINDS[fact];
		return kind.isRequested(options) ? kind.columnsIn(table, options) : [];
	});
	return [...new Set(columns)];
}

/** @throws CredcheckError INPUT, USAGE; the signal's reason if it is aborted */
export async function collectEvidence(
	context: EvidenceContext,
	options: EvidenceOptions,
): Promise<CollectedEvidence> {
	const collected: Partial<Record<Fact, unknown>> = {};
	for (const fact of FACTS) {
		if (KINDS[fact].isRequested(options)) {
			collected[fact] = await KINDS[fact].collect(context, options);
		}
	}
	return collected as CollectedEvidence;
}

export function sharedOf(collected: CollectedEvidence): SharedEvidence {
	return perKind((_, fact) => collected[fact]?.shared);
}

export interface FactTest {
	readonly fact: Fact;
	readonly test: RowTest;
}

/** The tests of the kinds that were requested. */
export function openTests(shared: SharedEvidence): FactTest[] {
	return FACTS.flatMap((fact) => {
		const kind: AnyKind = KINDS[fact];
		return shared[fact] === undefined ? [] : [{ fact, test: kind.openTest(shared[fact]) }];
	});
}

export function summarizeEvidence(
	collected: CollectedEvidence,
	counts: EvidenceCounts,
): EvidenceSummary {
	return perKind((kind, fact) => collected[fact] && kind.summarize(collected[fact].found, counts));
}

/** A list column that shows the answer to one fact. */
export interface FactColumn {
	readonly title: string;
	readonly fact: Fact;
}

/** The fact columns that lists of candidates always have, and those that they have only on request. */
export function factColumns(requested: Readonly<Record<Fact, boolean>>): {
	readonly always: readonly FactColumn[];
	readonly requested: readonly FactColumn[];
} {
	const columns = FACTS.map((fact) => ({ title: KINDS[fact].column, fact }));
	return {
		always: columns.filter(({ fact }) => KINDS[fact].isAlwaysListed),
		requested: columns.filter(({ fact }) => !KINDS[fact].isAlwaysListed && requested[fact]),
	};
}
