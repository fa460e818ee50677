/** Whether a candidate is to be kept out of the lists, on a worker. */

import { FingerprintSet } from '../accounts/fingerprints.ts';
import { fingerprintOfId, fingerprintOfRef } from '../report/account-marks.ts';
import type { CredentialRef } from '../report/credential-ref.ts';
import type { Exclusions } from '../report/exclusions.ts';

/** Exclusions as threads are given them. */
export interface SharedExclusions {
	readonly by: Exclusions['by'];
	readonly slots: Uint32Array;
}

export class ExclusionCheck {
	readonly #by: Exclusions['by'];
	readonly #accounts: FingerprintSet;

	constructor({ by, slots }: SharedExclusions) {
		this.#by = by;
		this.#accounts = new FingerprintSet(slots);
	}

	/** @param ref undefined where none can be made */
	excludes(id: Buffer, ref: CredentialRef | undefined): boolean {
		if (this.#by === 'id') return this.#accounts.hasPair(...fingerprintOfId(id));
		return ref !== undefined && this.#accounts.hasPair(...fingerprintOfRef(ref));
	}
}
