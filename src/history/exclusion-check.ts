/** Whether a candidate is excluded from the lists, decided on a worker. */

import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { fingerprintOfId, fingerprintOfRef } from './account-fingerprints.ts';
import type { CredentialRef } from './credential-ref.ts';

/** The exclusions, in memory that all threads share. */
export interface SharedExclusions {
	readonly idSlots: Uint32Array;
	readonly refSlots: Uint32Array;
}

export class ExclusionCheck {
	readonly #ids: FingerprintSet;
	readonly #refs: FingerprintSet;

	constructor({ idSlots, refSlots }: SharedExclusions) {
		this.#ids = new FingerprintSet(idSlots);
		this.#refs = new FingerprintSet(refSlots);
	}

	/** @param ref undefined if the run has no key */
	excludes(id: Buffer, ref: CredentialRef | undefined): boolean {
		if (ref !== undefined && this.#refs.hasPair(...fingerprintOfRef(ref))) return true;
		return this.#ids.hasPair(...fingerprintOfId(id));
	}
}
