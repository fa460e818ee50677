/** Compares accounts with an earlier report, on a worker, and marks those that were listed in it. */

import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { fingerprintOfId, fingerprintOfRef } from './account-fingerprints.ts';
import type { CredentialRef } from './credential-ref.ts';
import {
	CANDIDATE,
	IN_TABLE,
	type SharedPrevious,
	type SinceLast,
	UNDETERMINED,
} from './previous.ts';

export class PreviousCheck {
	readonly #ids: FingerprintSet;
	readonly #refs: FingerprintSet;
	readonly #marks: Uint8Array;

	constructor({ idSlots, refSlots, marks }: SharedPrevious) {
		this.#ids = new FingerprintSet(idSlots);
		this.#refs = new FingerprintSet(refSlots);
		this.#marks = marks;
	}

	/** Marks a candidate; returns what it was in the earlier report. */
	candidate(id: Buffer, ref: CredentialRef | undefined): SinceLast {
		const slot = this.#slotOf(id);
		if (slot !== undefined) Atomics.or(this.#marks, slot, IN_TABLE | CANDIDATE);
		if (this.#isSame(ref)) return 'still';
		return slot === undefined ? 'new' : 'rotated_to_breached';
	}

	/**
	 * Marks an account that is no candidate.
	 *
	 * @param isKnown whether it has a hash whose range is in the store
	 * @param ref called only if the account was listed
	 */
	noCandidate(id: Buffer, isKnown: boolean, ref: () => CredentialRef | undefined): void {
		const slot = this.#slotOf(id);
		if (slot === undefined) return;
		// If the password is the same, it is the options that have changed.
		const resolved = isKnown && !this.#isSame(ref());
		Atomics.or(this.#marks, slot, resolved ? IN_TABLE : IN_TABLE | UNDETERMINED);
	}

	/** Whether the account was listed with the password that it has now. */
	#isSame(ref: CredentialRef | undefined): boolean {
		return ref !== undefined && this.#refs.hasPair(...fingerprintOfRef(ref));
	}

	/** Undefined if the account was not listed. */
	#slotOf(id: Buffer): number | undefined {
		return id.length === 0 ? undefined : this.#ids.slotOf(...fingerprintOfId(id));
	}
}
