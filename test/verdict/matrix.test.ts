import { expect, it } from 'vitest';
import { type EmailBreached, judgeMatched } from '../../src/verdict/matrix.ts';

it.each<[EmailBreached, string, string]>([
	['yes', 'CRITICAL', 'revoke_session'],
	['no', 'HIGH', 'in_app_nudge'],
	['not_checked', 'HIGH', 'in_app_nudge'],
])('a breached password with a breached email "%s" is %s: %s', (email, verdict, action) => {
	expect(judgeMatched(email)).toEqual({ verdict, action, reasons: ['breached_password'] });
});
