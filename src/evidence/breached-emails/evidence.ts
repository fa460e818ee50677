/** `--breached-emails`: whether an account's email address is known from a breach. */

import { CredcheckError } from '../../errors.ts';
import type { AccountsTable } from '../../table/table.ts';
import { makeWarning } from '../../warning.ts';
import type { EvidenceKind } from '../evidence.ts';
import { BreachedEmails, readBreachedEmails } from './breached-emails.ts';

export interface BreachedEmailOptions {
	/** Path of a list of email addresses known from breaches, or `-` for stdin. */
	readonly breachedEmails?: string | undefined;
}

export interface SharedEmails {
	/** As `BreachedEmails` has them. */
	readonly slots: Uint32Array;
	/** The column of email addresses. */
	readonly column: number;
}

export const breachedEmailEvidence: EvidenceKind<
	BreachedEmailOptions,
	SharedEmails,
	/** Distinct addresses in the list. */
	number,
	number
> = {
	column: 'email_breached',
	isAlwaysListed: true,
	isRequested: ({ breachedEmails }) => breachedEmails !== undefined,
	columnsIn: (table) => [emailColumn(table)],
	async collect({ table, onWarning, signal }, { breachedEmails }) {
		const path = breachedEmails as string;
		const column = emailColumn(table);
		const { emails, unusable } = await readBreachedEmails(path, signal);
		if (unusable > 0) {
			const message = `skipped entries of ${path} that are not email addresses: ${unusable}`;
			onWarning?.(makeWarning('breached_emails', message));
		}
		if (emails.size === 0) {
			onWarning?.(makeWarning('breached_emails', `${path} contains no email addresses`));
		}
		return { shared: { slots: emails.slots, column }, found: emails.size };
	},
	openTest({ slots, column }) {
		const emails = new BreachedEmails(slots);
		return (rows) => {
			const email = rows.cell(column);
			if (email.trim() === '' || !rows.isReadable(column)) return 'not_checked';
			return emails.has(email) ? 'yes' : 'no';
		};
	},
	summarize: (addresses) => addresses,
};

function emailColumn({ columns }: AccountsTable): number {
	if (columns.email !== undefined) return columns.email;
	throw new CredcheckError(
		'INPUT',
		'--breached-emails needs a column of email addresses, but none was found',
		'name it with --email-column',
	);
}
