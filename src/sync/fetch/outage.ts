/** Telling a source that is gone from one that lacks some ranges, or was away for a moment. */

import { CredcheckError } from '../../errors.ts';
import type { RangeSource } from '../../source/source.ts';

/** Ranges that fail one after the other before anything came at all. */
const NEVER_CAME = 64;
/** Once something came: ranges refused one after the other, or nothing heard for so long. */
const REFUSED = 1024;
const UNHEARD = 64;
const UNHEARD_MS = 15_000;

export class OutageWatch {
	#came = false;
	/** Since the last range that came. */
	#failed = 0;
	#unheard = 0;
	#unheardSince = 0;

	/** Whether anything came so far. */
	get came(): boolean {
		return this.#came;
	}

	noteSuccess(): void {
		this.#came = true;
		this.#failed = 0;
		this.#unheard = 0;
	}

	/**
	 * @param answered whether the source said anything but that it is asked too much
	 * @param now milliseconds, of any clock
	 * @returns whether the source counts as gone
	 */
	noteFailure(answered: boolean, now: number): boolean {
		this.#failed += 1;
		if (answered) this.#unheard = 0;
		else {
			if (this.#unheard === 0) this.#unheardSince = now;
			this.#unheard += 1;
		}
		if (!this.#came) return this.#failed >= NEVER_CAME;
		const unheardFor = this.#unheard >= UNHEARD ? now - this.#unheardSince : 0;
		return this.#failed >= REFUSED || unheardFor >= UNHEARD_MS;
	}
}

/**
 * @param reason of the last range that failed, in a few words
 * @param came whether anything came before
 */
export function unavailable(source: RangeSource, reason: string, came: boolean): CredcheckError {
	return new CredcheckError(
		'SOURCE_UNAVAILABLE',
		`${source.name} returns no ${came ? 'more ' : ''}ranges: ${reason}`,
		source.remote
			? 'check the address, and look for a proxy or a captive portal; ranges fetched so far are kept, and the next run resumes from there'
			: 'range files hold SUFFIX:COUNT lines in order, a dump HASH:COUNT lines',
	);
}
