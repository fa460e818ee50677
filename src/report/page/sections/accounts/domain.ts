/** Accounts of a Windows domain: what was found about them, and which were left out. */

import { formatNumber as count, many } from '../../../../text/format.ts';
import type { DomainSummary } from '../../../domain-summary.ts';
import type { BacktestSummary } from '../../../summary.ts';
import { html } from '../../html.ts';
import { code, definitionTable, explained, note, type Section } from '../../parts.ts';

export function domainSection(domain: DomainSummary, { input }: BacktestSummary): Section {
	const { emptyPassword, noNtHash, lmHash, listed, skippedLines } = domain;
	const { history = 0, machine = 0, krbtgt = 0, disabled = 0 } = input.leftOutByReason;
	const leftOut = history + machine + krbtgt + disabled;
	return {
		id: 'domain',
		title: 'Accounts of a domain',
		lead: html`<p>${listed === 0 ? 'No findings' : many(listed, 'account')} in ${code('domain-findings.csv')}. ${count(leftOut)} were left out for what they are, and are in no other figure.</p>`,
		content: html`${definitionTable('Findings about accounts of a domain', [
			[
				explained('With the empty password', 'Anybody can log on who knows the name.'),
				count(emptyPassword),
			],
			[
				explained('Without an NT hash', 'The account has no password, or none that is stored.'),
				count(noNtHash),
			],
			[
				explained('With an LM hash', 'Any password can be found from it within hours.'),
				lmHash === null ? 'not in the table' : count(lmHash),
			],
			['Left out: machines', count(machine)],
			['Left out: krbtgt', count(krbtgt)],
			['Left out: disabled', count(disabled)],
			['Left out: former passwords', count(history)],
			...(skippedLines === null
				? []
				: ([
						['Lines that are messages of the tool', count(skippedLines.messages)],
						['Lines that are Kerberos keys', count(skippedLines.kerberosKeys)],
						['Lines that are other secrets', count(skippedLines.secrets)],
					] as const)),
		])}
${note(html`${code('--include')} checks accounts that are left out. Disable the storing of LM hashes; it ends for each account at its next change of password.`)}`,
	};
}
