/** All kinds of evidence. To add one, extend every declaration in this file that names the others. */

import type { AccountsTable } from '../table/table.ts';
import { FACTS, type Fact } from '../verdict/matrix.ts';
import { type BreachedEmailOptions, breachedEmailEvidence } from './breached-emails/evidence.ts';
import type { EvidenceContext, RowTest } from './evidence.ts';
import { type NameOptions, nameEvidence } from './names/evidence.ts';

export interface EvidenceOptions extends BreachedEmailOptions, NameOptions {}

const KINDS = { emailBreached: breachedEmailEvidence, nameInPassword: nameEvidence } as const;

type GatheredOf<F extends Fact> = Awaited<ReturnType<(typeof KINDS)[F]['gather']>>;

/** Undefined for a kind that was not requested. */
export type GatheredEvidence = { readonly [F in Fact]: GatheredOf<F> };
/** The part of it that threads need. */
export type SharedEvidence = {
	readonly [F in Fact]: NonNullable<GatheredOf<F>>['shared'] | undefined;
};

/** The facts that these options ask for. */
export function askedFacts({
	breachedEmails,
	names,
}: EvidenceOptions): Readonly<Record<Fact, boolean>> {
	return { emailBreached: breachedEmails !== undefined, nameInPassword: names === true };
}

/** @throws CredcheckError INPUT, USAGE when the table lacks the columns that were asked for */
export function assertEvidencePossible(table: AccountsTable, options: EvidenceOptions): void {
	for (const kind of Object.values(KINDS)) kind.assertPossible(table, options);
}

/** @throws CredcheckError INPUT, USAGE; the signal's reason when it is aborted */
export async function gatherEvidence(
	context: EvidenceContext,
	options: EvidenceOptions,
): Promise<GatheredEvidence> {
	return {
		emailBreached: await breachedEmailEvidence.gather(context, options),
		nameInPassword: await nameEvidence.gather(context, options),
	};
}

export function sharedOf({ emailBreached, nameInPassword }: GatheredEvidence): SharedEvidence {
	return { emailBreached: emailBreached?.shared, nameInPassword: nameInPassword?.shared };
}

/** Opens a test for each kind that was requested. */
export function openTests({ emailBreached, nameInPassword }: SharedEvidence): Tests {
	return {
		emailBreached: emailBreached && breachedEmailEvidence.openTest(emailBreached),
		nameInPassword: nameInPassword && nameEvidence.openTest(nameInPassword),
	};
}

export type Tests = Readonly<Record<Fact, RowTest | undefined>>;

/** A list column that shows the answer to one fact. */
export interface FactColumn {
	readonly title: string;
	readonly fact: Fact;
}

/** The fact columns that every list has, and those added on request. */
export function factColumns(asked: Readonly<Record<Fact, boolean>>): {
	readonly always: readonly FactColumn[];
	readonly asked: readonly FactColumn[];
} {
	const all = FACTS.map((fact) => {
		const { column, isAlwaysListed } = KINDS[fact];
		return { title: column, fact, isAlwaysListed };
	});
	return {
		always: all.filter(({ isAlwaysListed }) => isAlwaysListed),
		asked: all.filter(({ isAlwaysListed, fact }) => !isAlwaysListed && asked[fact]),
	};
}
