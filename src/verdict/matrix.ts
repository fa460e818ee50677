/** The decision matrix: what an account's evidence asks for. */

export type Verdict = 'CRITICAL' | 'HIGH' | 'CLEAN' | 'UNKNOWN';
export type Action = 'revoke_session' | 'in_app_nudge';
export type EmailBreached = 'yes' | 'no' | 'not_checked';
export type Reason = 'breached_password';

/** A verdict that asks for something. */
export interface Candidacy {
	readonly verdict: 'CRITICAL' | 'HIGH';
	readonly action: Action;
	readonly reasons: readonly Reason[];
}

/** What an account with a breached password is a candidate for. */
export function judgeMatched(emailBreached: EmailBreached): Candidacy {
	const reasons: readonly Reason[] = ['breached_password'];
	return emailBreached === 'yes'
		? { verdict: 'CRITICAL', action: 'revoke_session', reasons }
		: { verdict: 'HIGH', action: 'in_app_nudge', reasons };
}
