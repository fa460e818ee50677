/** What is known of an account beside its count, on a worker. */

import type { BlockRows } from '../accounts/block-rows.ts';
import { BreachedEmails } from '../accounts/breached-emails.ts';
import type { EmailBreached, NameInPassword } from '../verdict/matrix.ts';

export interface EvidenceSetting {
	readonly emailColumn: number | undefined;
	/** The set of addresses known from breaches, if there is one. */
	readonly emailSlots: Uint32Array | undefined;
}

export class RowEvidence {
	readonly #emails: BreachedEmails | undefined;
	readonly #emailColumn: number | undefined;

	constructor({ emailColumn, emailSlots }: EvidenceSetting) {
		this.#emails = emailSlots === undefined ? undefined : new BreachedEmails(emailSlots);
		this.#emailColumn = emailColumn;
	}

	/** Whether names are tried at all. */
	get asksForNames(): boolean {
		return false;
	}

	nameInPassword(_rows: BlockRows, _words: Uint32Array): NameInPassword {
		return 'not_checked';
	}

	/** Of the account in the row that the reader stands at. */
	emailBreached(rows: BlockRows): EmailBreached {
		if (this.#emails === undefined || this.#emailColumn === undefined) return 'not_checked';
		const email = rows.cell(this.#emailColumn);
		if (email.trim() === '') return 'not_checked';
		return this.#emails.has(email) ? 'yes' : 'no';
	}
}
