/** The second half of the page: what else was found, what it was found with, and what it means. */

import type { NamesSummary } from '../../evidence/names/evidence.ts';
import { PREFIX_COUNT } from '../../range/prefix.ts';
import { explainReason } from '../../table/reject-reasons.ts';
import { formatNumber as count, formatAge, formatSeconds } from '../../text/format.ts';
import type { BacktestSummary } from '../summary.ts';
import { type Html, type HtmlValue, html, userText } from './html.ts';
import {
	code,
	definitionTable,
	explained,
	listed,
	many,
	moment,
	note,
	percent,
	type Section,
	shareOf,
	table,
} from './parts.ts';

export function sharedPasswords(summary: BacktestSummary): Section {
	const { groups, largest, mostListed } = summary.sharedPasswords;
	const { sharedHashes, distinctHashes, emptyPasswords, input } = summary;
	return {
		id: 'shared',
		title: 'Shared passwords',
		lead: html`<p>${many(sharedHashes, 'account')} (${shareOf(sharedHashes, input.checked)}) have a password that another account has too.</p><p>A password shared by many accounts is often a default, or belongs to test accounts or to one user with many accounts. It is worth a look whether or not it is public.</p>`,
		content: definitionTable('Shared passwords', [
			['Distinct passwords', count(distinctHashes)],
			['Passwords of several accounts', count(groups)],
			['Accounts of the largest group', count(largest)],
			[html`Accounts of each in ${code('shared-passwords.csv')}, at most`, count(mostListed)],
			['Accounts with the empty password', count(emptyPasswords)],
		]),
	};
}

export function namesSection(names: NamesSummary, checked: number): Section {
	const { columns, parts, triedPerPart, joined, triedPerJoined } = names;
	return {
		id: 'names',
		title: 'Names in passwords',
		lead: html`<p>${many(names.inPassword, 'account')} of ${count(names.checked)} with a name to try have a password made from it; ${count(names.nameOnly)} of them are HIGH only for that reason.</p>`,
		content: html`${definitionTable('Names in passwords', [
			[
				'Columns with names',
				listed(
					columns.map((name) => userText(name)),
					12,
				),
			],
			['Accounts with a name to try', count(names.checked)],
			['Accounts without one, not checked', count(Math.max(0, checked - names.checked))],
			['Password made of the name', count(names.inPassword)],
			['of these, in no breach of the store', count(names.nameOnly - names.nameOnlyUnknown)],
			['of these, not looked up', count(names.nameOnlyUnknown)],
			[
				'Parts of names',
				`${count(parts)}, with up to ${many(triedPerPart, 'password')} tried of each`,
			],
			[
				'Joined names',
				`${count(joined)}, with up to ${many(triedPerJoined, 'password')} tried of each`,
			],
		])}
${note('A hash cannot be searched for a name, so passwords are made from each name, hashed and compared. Passwords built in other ways are not found: these figures are a lower bound. Accounts without a name are not checked.')}`,
	};
}

export function rejectedRows({ input }: BacktestSummary): Section {
	const reasons = Object.entries(input.rejectedByReason)
		.filter(([, rows]) => rows > 0)
		.toSorted(([, a], [, b]) => b - a)
		.slice(0, 30);
	const rows = reasons.map(([reason, number]): HtmlValue[] => [
		explained(html`<code>${userText(reason)}</code>`, explainReason(reason) ?? null),
		count(number),
		shareOf(number, input.rows),
	]);
	return {
		id: 'rejected',
		title: 'Rejected rows',
		lead:
			input.rejected === 0
				? html`<p>None: every one of ${many(input.rows, 'row')} could be used.</p>`
				: html`<p>${count(input.rejected)} of ${many(input.rows, 'row')} could not be used (${shareOf(input.rejected, input.rows)}). No figure above includes them; each is listed in ${code('rejected-rows.csv')} with its reason.</p>`,
		content:
			rows.length === 0
				? html``
				: table(
						'Rejected rows by reason',
						[
							['Reason', 'text'],
							['Rows', 'figure'],
							['Of all rows', 'figure'],
						],
						rows,
					),
	};
}

/** @param now milliseconds since 1970 */
export function storeSection({ store }: BacktestSummary, now: number): Section {
	const { newestCheck, oldestCheck } = store;
	return {
		id: 'store',
		title: 'The store',
		lead:
			newestCheck === null
				? html`<p>The store was never brought up to date: run ${code('credcheck sync')}.</p>`
				: html`<p>Last brought up to date ${ageOf(newestCheck, now)}, as of when this page was made. A password that became public since then is not in it.</p>`,
		content: definitionTable('The store', [
			['Newest check of a range', newestCheck === null ? 'never' : when(newestCheck, now)],
			['Oldest check of a range', oldestCheck === null ? 'never' : when(oldestCheck, now)],
			[
				'Ranges held',
				`${count(store.ranges)} of ${count(PREFIX_COUNT)} (${shareOf(store.ranges, PREFIX_COUNT)})`,
			],
			['Hashes', `${count(store.hashes)}, ${nameOf(store.algorithm)}`],
			['Coverage of the accounts checked', percent(store.coverage)],
		]),
	};
}

function nameOf(algorithm: string): string {
	return algorithm === 'sha1' ? 'SHA-1' : algorithm.toUpperCase();
}

function when(time: string, now: number): Html {
	return html`${moment(time)}<small>${ageOf(time, now)}</small>`;
}

function ageOf(time: string, now: number): string {
	return formatAge(now - Date.parse(time));
}

export function spreadsheetSafety({ spreadsheet }: BacktestSummary): Section {
	const { plain, cellsChanged, splitRows, tooLong } = spreadsheet;
	return {
		id: 'spreadsheet',
		title: 'Opening the lists in a spreadsheet',
		lead: plain
			? html`<p><strong>Take care:</strong> cells were written as they are (${code('--plain-csv')}), and a spreadsheet takes one that begins with =, +, - or @ for a formula.</p>`
			: html`<p>Cells that a spreadsheet would take for a formula were changed so that it shows them as text.</p>`,
		content: definitionTable('Spreadsheet safety', [
			['Cells changed', plain ? html`none, by ${code('--plain-csv')}` : count(cellsChanged)],
			[
				'Rows in one file, at most',
				splitRows === null ? 'not limited' : html`${count(splitRows)}, by ${code('--split-rows')}`,
			],
			[
				'Lists too long for a sheet',
				tooLong.length === 0
					? 'none'
					: html`${listed(
							tooLong.map((name) => html`<code>${userText(name)}</code>`),
							10,
						)}<small>a sheet shows 1,048,576 rows, and drops the rest silently: use ${code('--split-rows')}</small>`,
			],
		]),
	};
}

export function howItWasMade(summary: BacktestSummary): Section {
	const { input, credentialRefKey } = summary;
	const { hash, id, email } = input.columns;
	const rows: [string, HtmlValue][] = [
		['credcheck', `version ${summary.version}`],
		['Begun', moment(summary.startedAt)],
		['Took', formatSeconds(summary.seconds)],
		['Report', userText(summary.report, 120)],
		[
			'Rows',
			`${count(input.rows)}: ${count(input.checked)} checked, ${count(input.rejected)} rejected`,
		],
		['Column of hashes', userText(hash)],
		['Column of account ids', id === null ? 'none' : userText(id)],
		['Column of email addresses', email === null ? 'none' : userText(email)],
		[
			'Breached email addresses',
			input.breachedEmails === null ? 'not given' : count(input.breachedEmails),
		],
		['Counts as a match', `seen ${many(summary.minCount, 'time')} or more`],
	];
	if (credentialRefKey !== null) {
		rows.push([
			'Key of credential_ref',
			html`<code><bdi>${credentialRefKey.slice(0, 64)}</bdi></code><small>references of two reports can be compared where this is the same</small>`,
		]);
	}
	return {
		id: 'run',
		title: 'How this was made',
		lead: html`<p>On one machine, from a local table and a local store. The same figures are in ${code('summary.json')} and ${code('summary.csv')}.</p>`,
		content: definitionTable('How this was made', rows),
	};
}

const MEANINGS: readonly (readonly [string, string])[] = [
	[
		'A match says that the password is public.',
		'Someone, somewhere, used this password and it was breached. It does not say that this was the owner of the account, nor that anyone got into the account.',
	],
	[
		'A count is how often the source saw the password.',
		'The higher it is, the sooner an attacker guesses it. It counts neither users nor attempts on your accounts.',
	],
	[
		'CLEAN says that the password is not in this list.',
		'It may be weak, or public in a breach that the source does not know.',
	],
	[
		'A breached email address says nothing about the password.',
		'A list of addresses shows that data tied to this address leaked somewhere, not which password went with it. CRITICAL means that both are public, not that both were in one breach.',
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
<h3>What standards ask for</h3>
<ul class="meanings">
${STANDARDS.map(([source, text]) => html`<li><strong>${source}</strong> ${text}</li>\n`)}</ul>
<p>Both concern the moment when a password is set. Neither requires passwords already in use to be screened: which accounts to notify, and from which count, is a policy decision.</p>`,
	};
}
