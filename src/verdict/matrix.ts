/**
 * The decision matrix: what is known of an account, and what that asks for.
 *
 * | password in the store | email address breached | verdict | action |
 * |---|---|---|---|
 * | yes | yes | CRITICAL | `revoke_session` |
 * | yes | no, or not checked | HIGH | `in_app_nudge` |
 * | no | any | none | |
 *
 * A password made of the account's name is a reason of its own: HIGH where no breach has it.
 */

export type Verdict =
	/** Accounts whose password is in the store and whose address is in the breach list. */
	| 'CRITICAL'
	/** Accounts whose password is in the store, or made of their own name, and that are not CRITICAL. */
	| 'HIGH'
	/** Accounts that were looked up, without a finding. */
	| 'CLEAN'
	/** Accounts that could not be looked up: the store lacks their range. */
	| 'UNKNOWN';
export type Action = 'revoke_session' | 'in_app_nudge';
export type Reason = 'breached_password' | 'name_in_password';

/** `not_checked`: nobody asked, or the account lacks what it would be told by. */
export type Answer = 'yes' | 'no' | 'not_checked';

/** What a fact adds to a verdict where its answer is yes. */
interface Rule {
	/** Makes CRITICAL of HIGH. */
	readonly raises: boolean;
	/** Makes a candidate of an account whose password is in no breach. */
	readonly decidesAlone: boolean;
	readonly reason?: Reason;
}

/** The facts that evidence is gathered for, each in a room of `evidence`. */
const RULES = {
	emailBreached: { raises: true, decidesAlone: false },
	nameInPassword: { raises: false, decidesAlone: true, reason: 'name_in_password' },
} as const satisfies Readonly<Record<string, Rule>>;

export type Fact = keyof typeof RULES;
export type Facts = Readonly<Record<Fact, Answer>>;

export const FACTS: readonly Fact[] = Object.keys(RULES) as Fact[];

/** Whether a fact is to be asked of every account, and not of those alone whose password was found. */
export function decidesAlone(fact: Fact): boolean {
	return RULES[fact].decidesAlone;
}

/** A verdict that asks for something. */
export interface Candidacy {
	readonly verdict: 'CRITICAL' | 'HIGH';
	readonly action: Action;
	/** The reasons, with `+` between them. */
	readonly reasons: string;
}

/**
 * What an account is a candidate for; undefined when there is nothing to act on.
 *
 * @param matched whether its password is in the store, seen often enough
 */
export function judge(matched: boolean, facts: Facts): Candidacy | undefined {
	let index = matched ? 1 : 0;
	for (let bit = 0; bit < FACTS.length; bit += 1) {
		if (facts[FACTS[bit] as Fact] === 'yes') index |= 2 << bit;
	}
	return CANDIDACIES[index];
}

/** Of each combination: bit 0 is whether the password matched, the others are the facts in order. */
const CANDIDACIES = Array.from({ length: 2 << FACTS.length }, (_, index) => {
	const rules: Rule[] = FACTS.filter((_, bit) => (index & (2 << bit)) !== 0).map(
		(fact) => RULES[fact],
	);
	return candidacyOf((index & 1) === 1, rules);
});

/** @param rules of the facts that hold */
function candidacyOf(matched: boolean, rules: readonly Rule[]): Candidacy | undefined {
	if (!matched && !rules.some((rule) => rule.decidesAlone)) return undefined;
	const own: Reason[] = matched ? ['breached_password'] : [];
	for (const { reason } of rules) if (reason !== undefined) own.push(reason);
	const reasons = own.join('+');
	return matched && rules.some(({ raises }) => raises)
		? { verdict: 'CRITICAL', action: 'revoke_session', reasons }
		: { verdict: 'HIGH', action: 'in_app_nudge', reasons };
}
