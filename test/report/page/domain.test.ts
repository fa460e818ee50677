/** What the page says of accounts of a domain, and of privileged ones. */

import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/report/page/page.ts';
import type { BacktestSummary } from '../../../src/report/summary.ts';
import { NOW, RICH } from '../../support/summaries.ts';

const DOMAIN: BacktestSummary = {
	...RICH,
	input: {
		...RICH.input,
		leftOut: 154,
		leftOutByReason: { superseded: 120, machine: 30, disabled: 4 },
	},
	domain: {
		emptyPassword: 2,
		noNtHash: 3,
		lmHash: 5,
		listed: 9,
		skippedLines: { messages: 12, kerberosKeys: 34, secrets: 56 },
	},
	privilege: { accounts: 17, candidates: 6, rejected: 0, mixedPasswords: 1, names: 20, missing: 3 },
};

/** The text of the page, without its markup. */
function textOf(summary: BacktestSummary): string {
	return reportPage(summary, NOW)
		.replace(/<style>.*?<\/style>/s, '')
		.replaceAll(/<[^>]+>/g, ' ')
		.replaceAll(/\s+/g, ' ');
}

describe('the page of accounts of a domain', () => {
	const text = textOf(DOMAIN);

	it('calls them that, and says who was left out and what was found', () => {
		expect(text).toMatch(/194 of 1,000 accounts of a domain matched/);
		expect(text).toMatch(/9 accounts in domain-findings\.csv/);
		expect(text).toMatch(/34 were left out for what they are/);
		expect(text).toMatch(/Left out: machines 30 Left out: krbtgt 0 Left out: disabled 4/);
		expect(text).toMatch(
			/With the empty password .*? 2 Without an NT hash .*? 3 With an LM hash .*? 5/,
		);
		expect(text).toMatch(/messages of the tool 12 .*Kerberos keys 34 .*other secrets 56/);
	});

	it('tells them from older rows that were left out for a newer one', () => {
		expect(text).toMatch(/Rows left out 120 older rows of accounts that have a newer one/);
	});

	it('says that there were no lines to pass over, nor LM hashes, if the table is CSV', () => {
		const csv = { ...DOMAIN, domain: { ...DOMAIN.domain, lmHash: null, skippedLines: null } };
		const other = textOf(csv as BacktestSummary);
		expect(other).toContain('not in the table');
		expect(other).not.toContain('Kerberos');
	});

	it('says which passwords privileged accounts share with others, and who is missing', () => {
		expect(text).toMatch(/1 password is shared by privileged and other accounts/);
		expect(text).toMatch(/3 of the 20 privileged names are not in the table/);
		const none = { ...DOMAIN, privilege: { ...DOMAIN.privilege, mixedPasswords: 0, missing: 0 } };
		const other = textOf(none as BacktestSummary);
		expect(other).toContain('No privileged account shares its password with one that is not.');
		expect(other).not.toContain('privileged names');
	});

	it('has nothing of all this for other tables', () => {
		const other = textOf(RICH);
		expect(other).not.toMatch(/domain|privileged/i);
	});
});
