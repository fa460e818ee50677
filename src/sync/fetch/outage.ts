/** Distinguishes a source that is down from one that lacks some ranges or was down for a moment. */

import { CredcheckError } from '../../errors.ts';
import type { RangeSource } from '../../source/source.ts';

/** Failures in a row before the first success. */
const MAX_FIRST_FAILURES = 64;
/** After a success: failures in a row. */
const MAX_FAILURES = 1024;
/** After a success: this many failures in a row without a response, over this time. */
const MIN_UNANSWERED = 64;
const MAX_SILENCE_MS = 15_000;

export class OutageWatch {
	/** Whether any range was fetched so far. */
	succeeded = false;
	/** Failures since the last success. */
	#failed = 0;
	#unanswered = 0;
	#silentSince = 0;

	noteSuccess(): void {
		this.succeeded = true;
		this.#failed = 0;
		this.#unanswered = 0;
	}

	/**
	 * @param answered whether the source responded, other than to limit the rate of requests
	 * @param now milliseconds, of any clock
	 * @returns whether the source counts as down
	 */
	noteFailure(answered: boolean, now: number): boolean {
		this.#failed += 1;
		if (answered) this.#unanswered = 0;
		else {
			if (this.#unanswered === 0) this.#silentSince = now;
			this.#unanswered += 1;
		}
		if (!this.succeeded) return this.#failed >= MAX_FIRST_FAILURES;
		const silentMs = this.#unanswered >= MIN_UNANSWERED ? now - this.#silentSince : 0;
		return this.#failed >= MAX_FAILURES || silentMs >= MAX_SILENCE_MS;
	}
}

/** Why a range could not be fetched. */
export interface Failure {
	/** In a few words. */
	readonly reason: string;
	/** What helps if all ranges fail so; undefined for the usual advice. */
	readonly hint?: string | undefined;
}

/**
 * @param failure one of those that show it
 * @param succeeded whether any range was fetched before
 */
export function unavailable(
	source: RangeSource,
	failure: Failure | undefined,
	succeeded: boolean,
): CredcheckError {
	return new CredcheckError(
		'SOURCE_UNAVAILABLE',
		`no ${succeeded ? 'more ' : ''}ranges from ${source.name}: ${failure?.reason ?? 'no response'}`,
		failure?.hint ?? hintUnavailable(source),
	);
}

function hintUnavailable({ remote }: RangeSource): string {
	return remote
		? 'check the address, and look for a proxy or a captive portal; ranges fetched so far are kept, and the next run resumes from there'
		: 'range files hold SUFFIX:COUNT lines in order, a dump HASH:COUNT lines';
}
