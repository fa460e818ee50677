/** The people of the cases: whose password is known, and whose is not. Made up, as are their hashes. */

import { NTLM } from '../../src/range/kind.ts';
import { hashOf, sha1 } from '../support/ranges.ts';

export interface Person {
	readonly id: string;
	readonly email: string;
	readonly password: string;
	/** SHA-1 of the password in lower case, as most programs write it. */
	readonly hash: string;
	/** Its NT hash, likewise. */
	readonly ntHash: string;
}

/** Passwords in the known store, of the first people; the last two have others. */
const PASSWORDS = ['swordfish', 'tulip', 'letmein', 'hunter2', 'swordfish', 'no list', 'nor this'];

/** Five people with a known password, and two with one that no list contains. */
export const PEOPLE: readonly Person[] = PASSWORDS.map((password, index) => ({
	id: String(1001 + index),
	email: `person${index}@example.org`,
	password,
	hash: sha1(password).toLowerCase(),
	ntHash: hashOf(password, NTLM).toLowerCase(),
}));

/** The ids of those with a known password. */
export const MATCHED: readonly string[] = PEOPLE.slice(0, 5).map(({ id }) => id);

/** A table: the header, and a line for each person. */
export function tableOf(
	header: string,
	line: (person: Person, index: number) => string,
	lineEnd = '\n',
): string {
	return [header, ...PEOPLE.map(line), ''].join(lineEnd);
}
