/**
 * Which range has a body: two ranges never have the same, so a body that comes for two prefixes is
 * wrong for one of them at least. A table of open addresses, 12 bytes a slot: 24 MB for all ranges.
 */

import type { Prefix } from '../../range/prefix.ts';

const SMALLEST = 1024;

export class BodyIndex {
	#heads = new Float64Array(SMALLEST);
	#prefixes = new Uint32Array(SMALLEST);
	#size = 0;

	/** @param head above 0; see `headOf` */
	add(head: number, prefix: Prefix): void {
		if (this.#size * 4 >= this.#heads.length * 3) this.#grow();
		const slot = this.#slotOf(head);
		if (this.#heads[slot] === 0) this.#size += 1;
		this.#heads[slot] = head;
		this.#prefixes[slot] = prefix;
	}

	/** The prefix last added with this head. That its range still has that body is to be seen. */
	find(head: number): Prefix | undefined {
		const slot = this.#slotOf(head);
		return this.#heads[slot] === 0 ? undefined : this.#prefixes[slot];
	}

	/** Where the head is, or would go. */
	#slotOf(head: number): number {
		const last = this.#heads.length - 1;
		// A checksum is spread evenly; its last bits serve as well as any.
		let slot = head % this.#heads.length;
		while (this.#heads[slot] !== 0 && this.#heads[slot] !== head)
			slot = slot === last ? 0 : slot + 1;
		return slot;
	}

	#grow(): void {
		const [heads, prefixes] = [this.#heads, this.#prefixes];
		this.#heads = new Float64Array(heads.length * 2);
		this.#prefixes = new Uint32Array(heads.length * 2);
		for (let old = 0; old < heads.length; old += 1) {
			const head = heads[old] as number;
			if (head === 0) continue;
			const slot = this.#slotOf(head);
			this.#heads[slot] = head;
			this.#prefixes[slot] = prefixes[old] as number;
		}
	}
}
