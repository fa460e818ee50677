/** What is known of an account beside its count, on a worker. */

import type { BlockRows } from '../table/csv/block-rows.ts';
import type { EmailBreached, NameInPassword } from '../verdict/matrix.ts';
import { BreachedEmails } from './breached-emails/breached-emails.ts';
import { NameCheck, type NameCheckOptions } from './names/name-check.ts';

export interface EvidenceOptions {
	/** What the search for names found; undefined when it was not asked for. */
	readonly names: NameCheckOptions | undefined;
	readonly emailColumn: number | undefined;
	/** The set of addresses known from breaches, if there is one. */
	readonly emailSlots: Uint32Array | undefined;
}

export class RowEvidence {
	readonly #names: NameCheck | undefined;
	readonly #emails: BreachedEmails | undefined;
	readonly #emailColumn: number | undefined;

	constructor({ names, emailColumn, emailSlots }: EvidenceOptions) {
		this.#names = names === undefined ? undefined : new NameCheck(names);
		this.#emails = emailSlots === undefined ? undefined : new BreachedEmails(emailSlots);
		this.#emailColumn = emailColumn;
	}

	/** Whether names are tried at all. */
	get asksForNames(): boolean {
		return this.#names !== undefined;
	}

	/** @param words of the account's hash */
	nameInPassword(rows: BlockRows, words: Uint32Array): NameInPassword {
		return this.#names?.check(rows, words, 0) ?? 'not_checked';
	}

	/** Of the account in the row that the reader stands at. */
	emailBreached(rows: BlockRows): EmailBreached {
		if (this.#emails === undefined || this.#emailColumn === undefined) return 'not_checked';
		const email = rows.cell(this.#emailColumn);
		if (email.trim() === '') return 'not_checked';
		return this.#emails.has(email) ? 'yes' : 'no';
	}
}
