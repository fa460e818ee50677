/**
 * The email addresses known from breaches, as a set. Lists of them run to hundreds of millions, more
 * than a Set of strings can hold, so each is kept as 64 bits of its SHA-256: 16 to 32 bytes of
 * memory an address. The chance that an account is taken for one on the list is n / 2^64.
 */

import { CredcheckError } from '../../errors.ts';
import { FingerprintSet, fingerprintOf } from '../../sets/fingerprint-set.ts';
import { readCellList } from '../../table/cell-list.ts';
import { EMAIL_NAMES } from '../../table/columns/header.ts';
import { openTableFile } from '../../table/input/table-file.ts';

/** What the set needs of an address: the account's and the list's are compared in this form. */
function foldAddress(address: string): string {
	return address.trim().normalize('NFC').toLowerCase();
}

export class BreachedEmails {
	readonly #set: FingerprintSet;

	/** @param slots of another set, to ask what it holds */
	constructor(slots?: Uint32Array) {
		this.#set = new FingerprintSet(slots);
	}

	/** What `FingerprintSet.slots` says. Others than now once an address is added. */
	get slots(): Uint32Array {
		return this.#set.slots;
	}

	/** Distinct addresses added. */
	get size(): number {
		return this.#set.size;
	}

	/** Takes the address trimmed and case-folded; an empty one is passed over. */
	add(address: string): void {
		const folded = foldAddress(address);
		if (folded !== '') this.#set.addPair(...fingerprintOf(folded));
	}

	has(address: string): boolean {
		const folded = foldAddress(address);
		return folded !== '' && this.#set.hasPair(...fingerprintOf(folded));
	}
}

export interface EmailList {
	readonly emails: BreachedEmails;
	/** Lines or cells that are filled, but not with an address. */
	readonly unusable: number;
}

/** As far as is needed to tell an address from a name, a pair, or a password behind a colon. */
const ADDRESS = /^[^\s@:;,<>"]+@[^\s@:;,<>"]+$/;

/**
 * Reads a list: one address a line, in quotes or not, or a CSV with an email column.
 *
 * @throws CredcheckError INPUT when it cannot be read, or is filled but holds no address; the
 *   signal's reason when it is aborted
 */
export async function readBreachedEmails(path: string, signal?: AbortSignal): Promise<EmailList> {
	const file = await openTableFile(path);
	try {
		const emails = new BreachedEmails();
		let unusable = 0;
		for await (const { cells, faults } of readCellList(file, EMAIL_NAMES)) {
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
				`${file.name} is not a list of addresses`,
				'it must hold one address a line, or be a CSV with a column named email',
			);
		}
		return { emails, unusable };
	} finally {
		await file.close();
	}
}
