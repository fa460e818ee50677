/** Whether a candidate is to be kept out of the lists, on a worker. */

import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { fingerprintOfId, fingerprintOfRef } from './account-fingerprints.ts';
import type { CredentialRef } from './credential-ref.ts';

/** Exclusions as threads are given them. */
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

	/** @param ref undefined where none can be made */
	excludes(id: Buffer, ref: CredentialRef | undefined): boolean {
		if (ref !== undefined && this.#refs.hasPair(...fingerprintOfRef(ref))) return true;
		return this.#ids.hasPair(...fingerprintOfId(id));
	}
}
