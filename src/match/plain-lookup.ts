/**
 * Looks hashes up in the plainest way there is, to compare the join with: by a statement of its own, hash by hash,
 * through the whole of a range, as digits. It shares no code with the join but SQLite.
 */

import { createHash } from 'node:crypto';
import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import type { StoreReader } from '../store/reader.ts';

const PREFIX_DIGITS = 5;
const HEADER_BYTES = 12;

export interface PlainEntry {
	/** The whole hash, upper case. */
	readonly hash: string;
	readonly count: number;
}

export class PlainLookup {
	readonly #store: StoreReader;
	readonly #kind: HashKind;

	constructor(store: StoreReader) {
		this.#store = store;
		this.#kind = store.kind;
	}

	/**
	 * How often the hash was seen: 0 if its range does not have it, undefined if the store lacks the range.
	 *
	 * @param hash all its digits, in upper case
	 * @throws CredcheckError INCOMPLETE when the range is damaged
	 */
	countOf(hash: string): number | undefined {
		const blob = this.#blob(hash.slice(0, PREFIX_DIGITS));
		if (blob === undefined) return undefined;
		const lead = Number.parseInt(hash.slice(PREFIX_DIGITS, PREFIX_DIGITS + 8), 16);
		const size = blob.readUInt32LE(8);
		for (let row = 0; row < size; row += 1) {
			const isSame = blob.readUInt32LE(HEADER_BYTES + 4 * row) === lead;
			if (isSame && this.#hashAt(blob, row) === hash) return this.#countAt(blob, row);
		}
		return 0;
	}

	/**
	 * The hash at a place of its range, from 0 to 1, and its count; undefined if the store lacks the range.
	 *
	 * @param prefix its digits
	 * @param place below 1
	 * @throws CredcheckError INCOMPLETE when the range is damaged
	 */
	entryAt(prefix: string, place: number): PlainEntry | undefined {
		const blob = this.#blob(prefix);
		if (blob === undefined) return undefined;
		const row = Math.floor(place * blob.readUInt32LE(8));
		return { hash: this.#hashAt(blob, row), count: this.#countAt(blob, row) };
	}

	/** The blob of a range, of which prefix, kind and SHA-256 are as they should be. */
	#blob(prefix: string): Buffer | undefined {
		const row = this.#store.plainRow(Number.parseInt(prefix, 16));
		if (row === undefined) return undefined;
		const { packed, checksum } = row;
		const isOwn =
			Buffer.isBuffer(packed) &&
			Buffer.isBuffer(checksum) &&
			packed.length > HEADER_BYTES &&
			createHash('sha256').update(packed).digest().equals(checksum) &&
			packed.readUInt8(0) === 2 &&
			packed.readUInt8(1) === this.#kind.number &&
			packed.readUInt32LE(4) === Number.parseInt(prefix, 16);
		if (isOwn) return packed;
		throw new CredcheckError(
			'INCOMPLETE',
			`the range ${prefix} is damaged in the store`,
			'run credcheck verify --repair, then repeat the back-test',
		);
	}

	/** 32-bit columns of a range: `lead`, `next`, and those from the fourth word of a hash on. */
	get #columns(): number {
		return this.#kind.bytes / 4 - 1;
	}

	#hashAt(blob: Buffer, row: number): string {
		const size = blob.readUInt32LE(8);
		const word = (column: number) =>
			hex(blob.readUInt32LE(HEADER_BYTES + 4 * (column * size + row)), 8);
		const rest = Array.from({ length: this.#columns - 2 }, (_, index) => word(2 + index));
		const mid = blob.readUInt16LE(HEADER_BYTES + 4 * this.#columns * size + 2 * row);
		const prefix = hex(blob.readUInt32LE(4), PREFIX_DIGITS);
		return [prefix, word(0), word(1), hex(mid, 3), ...rest].join('');
	}

	#countAt(blob: Buffer, row: number): number {
		const size = blob.readUInt32LE(8);
		let at = HEADER_BYTES + (4 * this.#columns + 2) * size;
		for (let before = 0; before < row; at += 1) if (blob.readUInt8(at) < 128) before += 1;
		let count = 0;
		for (let digit = 0; ; digit += 1) {
			const byte = blob.readUInt8(at + digit);
			count += (byte % 128) * 128 ** digit;
			if (byte < 128) return count;
		}
	}
}

function hex(value: number, digits: number): string {
	return value.toString(16).toUpperCase().padStart(digits, '0');
}
