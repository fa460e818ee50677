/**
 * A prefix is the first five hex digits of a hash, as a number from 0 to 1,048,575. It names a range, and
 * nothing else of a hash ever leaves the machine.
 */

import { PREFIX_DIGITS } from './kind.ts';

export type Prefix = number;

/** The number of prefixes, and so of ranges: 16^5. */
export const PREFIX_COUNT = 16 ** PREFIX_DIGITS;

/** The prefixes from `first` to `last`, inclusive. */
export interface PrefixInterval {
	readonly first: Prefix;
	readonly last: Prefix;
}

export const ALL_PREFIXES: PrefixInterval = { first: 0, last: PREFIX_COUNT - 1 };

/** `255` as `"000FF"`. */
export function formatPrefix(prefix: Prefix): string {
	return prefix.toString(16).toUpperCase().padStart(PREFIX_DIGITS, '0');
}

/** `"000ff"` as `255`; undefined when the text is not five hex digits. */
export function parsePrefix(text: string): Prefix | undefined {
	return /^[0-9A-Fa-f]{5}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** `"00000-000FF"` or `"000FF"` as an interval; undefined when it is neither, or when the end is before the start. */
export function parsePrefixInterval(text: string): PrefixInterval | undefined {
	const [, from = '', to = from] = /^([^-]+)(?:-([^-]+))?$/.exec(text) ?? [];
	const first = parsePrefix(from);
	const last = parsePrefix(to);
	return first === undefined || last === undefined || last < first ? undefined : { first, last };
}

/** A set of prefixes, one bit each: always 128 KiB. */
export class PrefixSet {
	readonly #bits = new Uint8Array(PREFIX_COUNT / 8);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	add(prefix: Prefix): void {
		if (this.has(prefix)) return;
		this.#bits[prefix >>> 3] = (this.#bits[prefix >>> 3] ?? 0) | (1 << (prefix & 7));
		this.#size += 1;
	}

	has(prefix: Prefix): boolean {
		return ((this.#bits[prefix >>> 3] ?? 0) & (1 << (prefix & 7))) !== 0;
	}

	/** In ascending order. */
	*[Symbol.iterator](): Iterator<Prefix> {
		for (let byte = 0; byte < this.#bits.length; byte += 1) {
			if (this.#bits[byte] === 0) continue;
			for (let prefix = byte * 8; prefix < byte * 8 + 8; prefix += 1) {
				if (this.has(prefix)) yield prefix;
			}
		}
	}

	static of(interval: PrefixInterval): PrefixSet {
		const set = new PrefixSet();
		for (let prefix = interval.first; prefix <= interval.last; prefix += 1) set.add(prefix);
		return set;
	}
}
