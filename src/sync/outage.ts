/** Telling a source that is gone from one that lacks some ranges. */

/**
 * Ranges that fail one after the other, none coming in between, before the source counts as gone:
 * few when nothing was heard of it at all, or when no range came yet; many when it merely refuses.
 */
const UNHEARD = 64;
const REFUSED = 1024;

export class OutageWatch {
	#came = false;
	/** Since the last range that came; of those, the ones without any answer. */
	#failed = 0;
	#unheard = 0;

	noteSuccess(): void {
		this.#came = true;
		this.#failed = 0;
		this.#unheard = 0;
	}

	/** @param answered whether the source said anything at all */
	noteFailure(answered: boolean): void {
		this.#failed += 1;
		if (!answered) this.#unheard += 1;
	}

	get isGone(): boolean {
		return this.#unheard >= UNHEARD || this.#failed >= (this.#came ? REFUSED : UNHEARD);
	}
}
