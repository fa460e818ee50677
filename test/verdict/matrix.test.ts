import { expect, it } from 'vitest';
import { type Answer, decide } from '../../src/verdict/matrix.ts';

/** Verdict, action and reasons, separated by spaces. */
function decided(matched: boolean, emailBreached: Answer, nameInPassword: Answer) {
	const candidacy = decide(matched, { emailBreached, nameInPassword });
	return candidacy && [candidacy.verdict, candidacy.action, candidacy.reasons].join(' ');
}

it.each<[Answer, string]>([
	['yes', 'CRITICAL revoke_session breached_password'],
	['no', 'HIGH in_app_nudge breached_password'],
	['not_checked', 'HIGH in_app_nudge breached_password'],
])('a breached password with a breached email "%s" is %s', (email, expected) => {
	expect(decided(true, email, 'no')).toBe(expected);
	expect(decided(true, email, 'not_checked')).toBe(expected);
});

it('a name in a breached password adds a reason, but does not change the verdict', () => {
	expect(decided(true, 'yes', 'yes')).toBe(
		'CRITICAL revoke_session breached_password+name_in_password',
	);
	expect(decided(true, 'no', 'yes')).toBe('HIGH in_app_nudge breached_password+name_in_password');
});

it.each<Answer>(['yes', 'no', 'not_checked'])(
	'a name in a password that is not breached is HIGH, whether or not the email is breached: "%s"',
	(email) => {
		expect(decided(false, email, 'yes')).toBe('HIGH in_app_nudge name_in_password');
	},
);

it.each<Answer>(['yes', 'no', 'not_checked'])(
	'a password that is neither breached nor made of the name needs no action, breached email "%s"',
	(email) => {
		expect(decided(false, email, 'no')).toBeUndefined();
		expect(decided(false, email, 'not_checked')).toBeUndefined();
	},
);
