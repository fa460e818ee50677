/** The decision matrix: what an account's evidence asks for. */

export type Verdict = 'CRITICAL' | 'HIGH' | 'CLEAN' | 'UNKNOWN';
export type Action = 'revoke_session' | 'in_app_nudge';
export type EmailBreached = 'yes' | 'no' | 'not_checked';
/** `not_checked`: the row has no name that could be looked for. */
export type NameInPassword = 'yes' | 'no' | 'not_checked';
export type Reason = 'breached_password' | 'name_in_password';

/** What is known of an account. */
export interface Evidence {
	/** Whether its password is in the store, seen often enough. */
	readonly matched: boolean;
	readonly emailBreached: EmailBreached;
	readonly nameInPassword: NameInPassword;
}

/** A verdict that asks for something. */
export interface Candidacy {
	readonly verdict: 'CRITICAL' | 'HIGH';
	readonly action: Action;
	readonly reasons: readonly Reason[];
}

const BREACHED: readonly Reason[] = ['breached_password'];
const NAMED: readonly Reason[] = ['name_in_password'];
const BOTH: readonly Reason[] = ['breached_password', 'name_in_password'];

// One object each: the lists know a candidacy's cells by it.
const CRITICAL = critical(BREACHED);
const CRITICAL_NAMED = critical(BOTH);
const HIGH = high(BREACHED);
const HIGH_NAMED = high(BOTH);
const HIGH_FOR_NAME = high(NAMED);

function critical(reasons: readonly Reason[]): Candidacy {
	return { verdict: 'CRITICAL', action: 'revoke_session', reasons };
}

function high(reasons: readonly Reason[]): Candidacy {
	return { verdict: 'HIGH', action: 'in_app_nudge', reasons };
}

/** What an account is a candidate for; undefined when there is nothing to act on. */
export function judge({ matched, emailBreached, nameInPassword }: Evidence): Candidacy | undefined {
	const named = nameInPassword === 'yes';
	if (!matched) return named ? HIGH_FOR_NAME : undefined;
	if (emailBreached === 'yes') return named ? CRITICAL_NAMED : CRITICAL;
	return named ? HIGH_NAMED : HIGH;
}
