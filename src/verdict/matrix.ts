/**
 * The decision matrix: from what is known about an account to the action it needs.
 *
 * | password in the store | email address breached | verdict | action |
 * |---|---|---|---|
 * | yes | yes | CRITICAL | `revoke_session` |
 * | yes | no, or not checked | HIGH | `in_app_nudge` |
 * | no | any | none | |
 *
 * A password made from the account's own name is a reason too: HIGH, even if the password is not in the store.
 */

export type Verdict =
	/** Accounts whose password is in the store and whose email address is in the breach list. */
	| 'CRITICAL'
	/** Other accounts whose password is in the store, or made from their own name. */
	| 'HIGH'
	/** Accounts that were looked up, without a finding. */
	| 'CLEAN'
	/** Accounts that could not be looked up: the store lacks their range. */
	| 'UNKNOWN';

/** `not_checked`: the check was not requested, or the account lacks the data for it. */
export type Answer = 'yes' | 'no' | 'not_checked';

/** What a verdict can depend on besides the hash. Each fact has a kind of evidence in a folder of `evidence`. */
export const FACTS = ['emailBreached', 'nameInPassword'] as const;
export type Fact = (typeof FACTS)[number];

/** Whether a fact can make an account a candidate by itself, so that every account must be checked for it. */
export function decidesAlone(fact: Fact): boolean {
	return fact === 'nameInPassword';
}

/** A verdict that requires an action. */
export interface Candidacy {
	readonly verdict: 'CRITICAL' | 'HIGH';
	readonly action: 'revoke_session' | 'in_app_nudge';
	/** Joined with `+`. */
	readonly reasons: 'breached_password' | 'name_in_password' | 'breached_password+name_in_password';
}

/**
 * Returns undefined for an account that needs no action.
 *
 * @param matched whether the password is in the store with a count of `--min-count` or more
 */
export function decide(
	matched: boolean,
	{ emailBreached, nameInPassword }: Readonly<Record<Fact, Answer>>,
): Candidacy | undefined {
	const isNamed = nameInPassword === 'yes';
	if (!matched) {
		if (!isNamed) return undefined;
		return { verdict: 'HIGH', action: 'in_app_nudge', reasons: 'name_in_password' };
	}
	const reasons = isNamed ? 'breached_password+name_in_password' : 'breached_password';
	return emailBreached === 'yes'
		? { verdict: 'CRITICAL', action: 'revoke_session', reasons }
		: { verdict: 'HIGH', action: 'in_app_nudge', reasons };
}
