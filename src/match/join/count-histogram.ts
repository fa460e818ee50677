/** How many accounts have a password of each count: reports derive all their figures on counts from this. */

/** Nearly all counts are small: those below this are tallied in an array, without a search. */
const SMALL = 1024;

export class CountHistogram {
	readonly #small = new Float64Array(SMALL);
	readonly #large = new Map<number, number>();

	add(count: number, accounts: number): void {
		if (count < SMALL) this.#small[count] = (this.#small[count] as number) + accounts;
		else this.#large.set(count, (this.#large.get(count) ?? 0) + accounts);
	}

	/** Each count that occurs and the number of accounts that have it, in unspecified order. */
	entries(): [count: number, accounts: number][] {
		const small = [...this.#small.entries()].filter(([, accounts]) => accounts > 0);
		return [...small, ...this.#large];
	}
}
