/**
 * Tells the lines of former passwords from accounts whose own name ends in `_history0`. Tools write a former password
 * with the RID of its account, after the account. Another account has another RID or, where two domains are in one
 * file and not named, another name.
 */

import type { DomainAccount } from './account-line.ts';

/** RIDs are handed out one after the other, so that few pages hold those of a domain. */
const PAGE_RIDS = 64;

export class FormerPasswords {
	/** Whose each RID is, as a hash of the name; 0 if it was not seen. By domain in lower case and page. */
	readonly #pages = new Map<string, Map<number, Uint32Array>>();
	/** The domain of the last line, as written: most lines are of the same. */
	#lastDomain: string | undefined;
	#lastPages = new Map<number, Uint32Array>();

	/** Whether the account of this line is a former password of one before it. Call it for each account, in order. */
	isFormer({ domain, rid, user, former }: DomainAccount): boolean {
		// Without a RID there is only the name.
		if (former !== undefined && (former.isSure || rid === '')) return true;
		if (rid === '') return false;
		const page = this.#pageOf(domain, Math.floor(Number(rid) / PAGE_RIDS));
		const at = Number(rid) % PAGE_RIDS;
		if (former !== undefined && page[at] === hashOfName(former.user)) return true;
		page[at] = hashOfName(user);
		return false;
	}

	#pageOf(domain: string, number: number): Uint32Array {
		const pages = this.#pagesOf(domain);
		let page = pages.get(number);
		if (page === undefined) {
			page = new Uint32Array(PAGE_RIDS);
			pages.set(number, page);
		}
		return page;
	}

	#pagesOf(domain: string): Map<number, Uint32Array> {
		if (domain === this.#lastDomain) return this.#lastPages;
		const name = domain.toLowerCase();
		const pages = this.#pages.get(name) ?? new Map<number, Uint32Array>();
		this.#pages.set(name, pages);
		this.#lastDomain = domain;
		this.#lastPages = pages;
		return pages;
	}
}

/** FNV-1a, which spreads names well enough; never 0. */
function hashOfName(name: string): number {
	const lower = name.toLowerCase();
	let hash = 0x811c9dc5;
	for (let at = 0; at < lower.length; at += 1) {
		hash = Math.imul(hash ^ lower.charCodeAt(at), 0x01000193);
	}
	return hash >>> 0 || 1;
}
