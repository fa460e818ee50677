/** What a match means and does not mean, and what standards require. */

import { html } from '../html.ts';
import type { Section } from '../parts.ts';

const MEANINGS: readonly (readonly [string, string])[] = [
	[
		'A match means that the password is public.',
		'Someone, somewhere, used this password, and it was breached. A match does not mean that this was the owner of the account, or that anyone got into the account.',
	],
	[
		'A count is how often the source saw the password.',
		'The higher the count, the sooner an attacker tries the password. It counts neither people nor attempts on your accounts.',
	],
	[
		'CLEAN means that the password did not match.',
		'It may still be weak, or public in a breach that the source does not know.',
	],
	[
		'A breached email address says nothing about the password.',
		'A list of addresses shows that data tied to this address leaked somewhere, not which password leaked with it. CRITICAL means that both are public, not that they were in the same breach.',
	],
];

const STANDARDS: readonly (readonly [string, string])[] = [
	[
		'NIST SP 800-63B-4, section 3.1.1.2,',
		'requires new passwords to be compared with a blocklist of common, expected or breached ones. It forbids forced periodic changes, and requires a change where there is evidence of compromise.',
	],
	[
		'OWASP ASVS 5.0, 6.2.12,',
		'requires passwords to be checked against a set of breached ones at registration and at each change.',
	],
];

export function whatItMeans(): Section {
	return {
		id: 'meaning',
		title: 'What a match means and does not mean',
		lead: html`<p>Read this before you notify anyone.</p>`,
		content: html`<ul class="meanings">
${MEANINGS.map(([claim, text]) => html`<li><strong>${claim}</strong> ${text}</li>\n`)}</ul>
<h3>What standards require</h3>
<ul class="meanings">
${STANDARDS.map(([source, text]) => html`<li><strong>${source}</strong> ${text}</li>\n`)}</ul>
<p>Both concern the moment when a password is set. Neither requires screening of passwords already in use: which accounts to notify, and from which count, is a policy decision.</p>`,
	};
}
