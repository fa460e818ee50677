/**
 * Tells the lines of former passwords from accounts whose own name ends in `_history0`. Tools write a former password
 * with the RID of its account, after the account; an account has a RID of its own.
 */

import type { DomainAccount } from './account-line.ts';

/** RIDs are handed out one after the other, so that few pages hold those of a domain. */
const PAGE_BITS = 1024;

export class FormerPasswords {
	/** The RIDs seen so far, one bit each, by domain in lower case and page. */
	readonly #pages = new Map<string, Map<number, Uint32Array>>();
	/** The domain of the last line, as written: most lines are of the same. */
	#lastDomain: string | undefined;
	#lastPages = new Map<number, Uint32Array>();

	/** Whether the account of this line is a former password of one before it. Call it for each account, in order. */
	isFormer({ domain, rid, former }: DomainAccount): boolean {
		const isKnown = rid !== '' && this.#add(domain, Number(rid));
		// Without a RID there is only the name.
		return former !== undefined && (former.isSure || rid === '' || isKnown);
	}

	/** Returns whether the RID was there already. */
	#add(domain: string, rid: number): boolean {
		const pages = this.#pagesOf(domain);
		const number = Math.floor(rid / PAGE_BITS);
		let page = pages.get(number);
		if (page === undefined) {
			page = new Uint32Array(PAGE_BITS / 32);
			pages.set(number, page);
		}
		const bit = rid % PAGE_BITS;
		const word = page[bit >>> 5] as number;
		const mask = 1 << (bit & 31);
		page[bit >>> 5] = word | mask;
		return (word & mask) !== 0;
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
