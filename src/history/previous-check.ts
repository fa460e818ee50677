/** Accounts held against an earlier report, on a worker: what they were, and what is to be noted of them. */

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

	/** Notes a candidate; says what it was. */
	candidate(id: Buffer, ref: CredentialRef | undefined): SinceLast {
		const place = this.#placeOf(id);
		if (place !== undefined) this.#mark(place, IN_TABLE | CANDIDATE);
		if (this.#isSame(ref)) return 'still';
		return place === undefined ? 'new' : 'rotated_to_breached';
	}

	/** @param ref asked for only of accounts that were listed then */
	noCandidate(id: Buffer, told: boolean, ref: () => CredentialRef | undefined): void {
		const place = this.#placeOf(id);
		if (place === undefined) return;
		// The same password as then asks for nothing now: what is asked has changed, not the account.
		const resolved = told && !this.#isSame(ref());
		this.#mark(place, resolved ? IN_TABLE : IN_TABLE | UNDETERMINED);
	}

	/** Whether the account was listed then with the password it has. */
	#isSame(ref: CredentialRef | undefined): boolean {
		return ref !== undefined && this.#refs.hasPair(...fingerprintOfRef(ref));
	}

	#placeOf(id: Buffer): number | undefined {
		return id.length === 0 ? undefined : this.#ids.slotOf(...fingerprintOfId(id));
	}

	#mark(place: number, bits: number): void {
		Atomics.or(this.#marks, place, bits);
	}
}
