import { expect, it } from 'vitest';
import { type Answer, judge } from '../../src/verdict/matrix.ts';

/** Verdict, action and reasons, one word each. */
function judged(matched: boolean, emailBreached: Answer, nameInPassword: Answer) {
	const candidacy = judge(matched, { emailBreached, nameInPassword });
	return candidacy && [candidacy.verdict, candidacy.action, candidacy.reasons].join(' ');
}

it.each<[Answer, string]>([
	['yes', 'CRITICAL revoke_session breached_password'],
	['no', 'HIGH in_app_nudge breached_password'],
	['not_checked', 'HIGH in_app_nudge breached_password'],
])('a breached password with a breached email "%s" is %s', (email, expected) => {
	expect(judged(true, email, 'no')).toBe(expected);
	expect(judged(true, email, 'not_checked')).toBe(expected);
});

it('a name in a breached password adds a reason, and changes no verdict', () => {
	expect(judged(true, 'yes', 'yes')).toBe(
		'CRITICAL revoke_session breached_password+name_in_password',
	);
	expect(judged(true, 'no', 'yes')).toBe('HIGH in_app_nudge breached_password+name_in_password');
});

it.each<Answer>(['yes', 'no', 'not_checked'])(
	'a name in a password that is not breached is HIGH, with a breached email "%s" too',
	(email) => {
		expect(judged(false, email, 'yes')).toBe('HIGH in_app_nudge name_in_password');
	},
);

it.each<Answer>(['yes', 'no', 'not_checked'])(
	'a password that is not breached and has no name asks for nothing, breached email "%s"',
	(email) => {
		expect(judged(false, email, 'no')).toBeUndefined();
		expect(judged(false, email, 'not_checked')).toBeUndefined();
	},
);
