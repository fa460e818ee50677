/**
 * Which range has a body: a hash table of open addresses in typed arrays, 12 bytes a slot, 24 MB for all ranges.
 * A Map of as many numbers would take 46 MB of V8's heap, which V8 lets grow to several times what is in use:
 * a first fetch of all ranges then peaked at 520 MB instead of 330 (`test/bench/full-size.js`).
 */

import type { Prefix } from '../../range/prefix.ts';

const MIN_SLOTS = 1024;

export class BodyIndex {
	/** The fingerprint in each slot; 0, which is none, in a free one. */
	#heads = new Float64Array(MIN_SLOTS);
	#prefixes = new Uint32Array(MIN_SLOTS);
	#size = 0;

	/**
	 * Replaces the prefix of an earlier body with this fingerprint.
	 *
	 * @param head see `bodyFingerprint`
	 */
	set(head: number, prefix: Prefix): void {
		if (this.#size >= this.#heads.length * 0.75) this.#grow();
		const slot = this.#slotOf(head);
		if (this.#heads[slot] === 0) this.#size += 1;
		this.#heads[slot] = head;
		this.#prefixes[slot] = prefix;
	}

	/** The prefix last set. Its range may have another body by now. */
	get(head: number): Prefix | undefined {
		const slot = this.#slotOf(head);
		return this.#heads[slot] === 0 ? undefined : this.#prefixes[slot];
	}

	/** The slot of the fingerprint, or the one that it would take. */
	#slotOf(head: number): number {
		const slots = this.#heads.length;
		// Fingerprints are bits of hashes, as evenly spread as any hash of them would be.
		let slot = head % slots;
		while (this.#heads[slot] !== 0 && this.#heads[slot] !== head) slot = (slot + 1) % slots;
		return slot;
	}

	#grow(): void {
		const heads = this.#heads;
		const prefixes = this.#prefixes;
		this.#heads = new Float64Array(heads.length * 2);
		this.#prefixes = new Uint32Array(heads.length * 2);
		for (const [old, head] of heads.entries()) {
			if (head === 0) continue;
			const slot = this.#slotOf(head);
			this.#heads[slot] = head;
			this.#prefixes[slot] = prefixes[old] as Prefix;
		}
	}
}
