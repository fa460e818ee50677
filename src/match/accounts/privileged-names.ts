/**
 * The names of privileged accounts, as an administrator has them in a list, compared with the accounts of a table.
 * Like Windows, it ignores case. A name without a domain is that of every domain's account; a domain may be given by
 * its DNS name or by the first label of that, which nearly always is its NetBIOS name; and an account of the table
 * without a domain may be of any, since tools often leave it out.
 */

/** What may be in a table's row about the name of an account; empty for what is not. */
export interface AccountName {
	readonly id: string;
	readonly user: string;
	readonly domain: string;
}

export class PrivilegedNames {
	/** The index of the entry, or of one of several, that each spelling is from. */
	readonly #entries = new Map<string, number[]>();

	/** @param entries as in the list, in any of the forms `ann`, `CORP\ann`, `ann@corp.example.com` or an account id */
	constructor(entries: readonly string[]) {
		for (const [index, entry] of entries.entries()) {
			for (const spelling of spellingsOfEntry(entry)) {
				const same = this.#entries.get(spelling);
				if (same === undefined) this.#entries.set(spelling, [index]);
				else same.push(index);
			}
		}
	}

	/** The indexes of the entries that name this account; empty if it is not privileged. */
	entriesOf(account: AccountName): readonly number[] {
		const found = spellingsOfAccount(account).flatMap((name) => this.#entries.get(name) ?? []);
		return found.length < 2 ? found : [...new Set(found)];
	}
}

/** Domain and user, with a NUL between them, which is in no name. */
function inDomain(domain: string, user: string): string {
	return `${domain}\0${user}`;
}

/** In place of a domain: the account of any. */
const ANY = '*';
/** Before the first label of a DNS name. */
const FIRST_LABEL = '.';

function spellingsOfEntry(entry: string): string[] {
	const name = entry.trim().toLowerCase();
	const { user, domain } = splitName(name);
	if (domain === undefined) return [name, inDomain(ANY, user)];
	const [label = '', ...rest] = domain.split('.');
	const short = rest.length === 0 ? [] : [inDomain(FIRST_LABEL + label, user)];
	// The last is for accounts whose domain the table does not have.
	return [name, inDomain(domain, user), ...short, inDomain('', user)];
}

function spellingsOfAccount({ id, user, domain }: AccountName): string[] {
	const name = user.trim().toLowerCase();
	const own = domain.trim().toLowerCase();
	const ids = [id.trim().toLowerCase()].filter((text) => text !== '');
	if (name === '') return ids;
	const [label = '', ...rest] = own.split('.');
	// A short name may be that of a list with DNS names, and the other way round.
	const other = own === '' ? [] : [rest.length === 0 ? FIRST_LABEL + label : label];
	return [...ids, ...[ANY, own, ...other].map((each) => inDomain(each, name))];
}

function splitName(name: string): { user: string; domain: string | undefined } {
	const backslash = name.indexOf('\\');
	if (backslash >= 0) return { user: name.slice(backslash + 1), domain: name.slice(0, backslash) };
	const at = name.lastIndexOf('@');
	if (at > 0) return { user: name.slice(0, at), domain: name.slice(at + 1) };
	return { user: name, domain: undefined };
}
