/**
 * The set of email addresses known from breaches. Lists have hundreds of millions of them, more than a Set of
 * strings can store, so each is stored as 64 bits of its SHA-256, in 16 to 32 bytes of memory. With n addresses,
 * the chance that one that is not listed appears to be is n / 2^64.
 */

import { CredcheckError } from '../../errors.ts';
import { FingerprintSet, fingerprintOf } from '../../sets/fingerprint-set.ts';
import { readCellList } from '../../table/cell-list.ts';
import { EMAIL_NAMES } from '../../table/columns/header/known-names.ts';

/** The form in which addresses are compared. */
function foldAddress(address: string): string {
	return address.trim().normalize('NFC').toLowerCase();
}

export class BreachedEmails extends FingerprintSet {
	/** Adds an address, unless it is blank. */
	add(address: string): void {
		const folded = foldAddress(address);
		if (folded !== '') this.addPair(...fingerprintOf(folded));
	}

	has(address: string): boolean {
		const folded = foldAddress(address);
		return folded !== '' && this.hasPair(...fingerprintOf(folded));
	}
}

export interface EmailList {
	readonly emails: BreachedEmails;
	/** Lines or cells that are neither blank nor an address, and rows that cannot be read. */
	readonly unusable: number;
}

/** Just strict enough to distinguish an address from a name, a pair of addresses, or `address:password`. */
const ADDRESS = /^[^\s@:;,<>"]+@[^\s@:;,<>"]+$/;

/**
 * Reads a list of addresses: one per line, in quotes or not, or a CSV with an email column.
 *
 * @throws CredcheckError INPUT if it cannot be read, or is not blank but has no address; the signal's reason if
 *   it is aborted
 */
export async function readBreachedEmails(path: string, signal?: AbortSignal): Promise<EmailList> {
	const emails = new BreachedEmails();
	let unusable = 0;
	for await (const { cells, faults } of readCellList(path, EMAIL_NAMES, signal)) {
		signal?.throwIfAborted();
		unusable += faults;
		for (const cell of cells) {
			const address = cell
				.trim()
				.replace(/^"(.*)"$/, '$1')
				.trim();
			if (ADDRESS.test(address)) emails.add(address);
			else if (address !== '') unusable += 1;
		}
	}
	if (unusable > 0 && emails.size === 0) {
		throw new CredcheckError(
			'INPUT',
			`${path === '-' ? 'stdin' : path} is not a list of email addresses`,
			'it must have one address per line, or be a CSV with a column named email',
		);
	}
	return { emails, unusable };
}
