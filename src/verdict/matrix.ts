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

const CRITICAL: Candidacy = {
	verdict: 'CRITICAL',
	action: 'revoke_session',
	reasons: ['breached_password'],
};
const HIGH: Candidacy = {
	verdict: 'HIGH',
	action: 'in_app_nudge',
	reasons: ['breached_password'],
};

/** What an account with a breached password is a candidate for. */
export function judgeMatched(emailBreached: EmailBreached): Candidacy {
	return emailBreached === 'yes' ? CRITICAL : HIGH;
}
