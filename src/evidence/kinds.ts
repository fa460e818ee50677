/** The kinds of evidence there are; a new one is a line in each of these. */

import type { Fact } from '../verdict/matrix.ts';
import { type BreachedEmailOptions, breachedEmailEvidence } from './breached-emails/evidence.ts';
import type { EvidenceContext, RowTest } from './evidence.ts';
import { type NameOptions, nameEvidence } from './names/evidence.ts';

export interface EvidenceOptions extends BreachedEmailOptions, NameOptions {}

const KINDS = { emailBreached: breachedEmailEvidence, nameInPassword: nameEvidence } as const;

type GatheredOf<F extends Fact> = Awaited<ReturnType<(typeof KINDS)[F]['gather']>>;

/** Undefined where nobody asked. */
export type GatheredEvidence = { readonly [F in Fact]: GatheredOf<F> };
/** What threads need of it. */
export type SharedEvidence = {
	readonly [F in Fact]: NonNullable<GatheredOf<F>>['shared'] | undefined;
};

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

/** The tests of those asked for. */
export function openTests({ emailBreached, nameInPassword }: SharedEvidence): Tests {
	return {
		emailBreached: emailBreached && breachedEmailEvidence.openTest(emailBreached),
		nameInPassword: nameInPassword && nameEvidence.openTest(nameInPassword),
	};
}

export type Tests = Readonly<Record<Fact, RowTest | undefined>>;

/** A column of lists that says what is known of a fact. */
export interface FactColumn {
	readonly title: string;
	readonly fact: Fact;
}

/** Those that every list has, and those of what was asked for. */
export function factColumns(asked: Readonly<Record<Fact, unknown>>): {
	readonly always: readonly FactColumn[];
	readonly asked: readonly FactColumn[];
} {
	const all = Object.values(KINDS).map(({ column, fact, isAlwaysListed }) => ({
		title: column,
		fact,
		isAlwaysListed,
	}));
	return {
		always: all.filter(({ isAlwaysListed }) => isAlwaysListed),
		asked: all.filter(({ isAlwaysListed, fact }) => !isAlwaysListed && asked[fact] !== undefined),
	};
}
