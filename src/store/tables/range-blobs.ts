/** Reads the blobs of ranges, and proves each to be the last one that was stored under its prefix. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HashKind } from '../../range/kind.ts';
import { type PackedRange, viewPacked } from '../../range/packed.ts';
import { PREFIX_COUNT, type Prefix } from '../../range/prefix.ts';
import { type Database, databaseError, isDamage, type Statement } from '../database.ts';

export type StoredRange =
	| { readonly kind: 'range'; readonly range: PackedRange; readonly checksum: Buffer }
	| { readonly kind: 'missing' }
	/** The blob is not the one that the range's check is of, or there is only one of the two. */
	| { readonly kind: 'damaged' };

/** The checksum stored beside a blob: SHA-256 of its bytes. */
export function checksumOf(packed: Uint8Array): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(createHash('sha256').update(packed).digest());
}

/** `quick` compares a CRC-32 of the blob, which finds what a failing disk does; `thorough` compares the SHA-256, too. */
export type RangeProof = 'quick' | 'thorough';

export class RangeBlobs {
	readonly #path: string;
	readonly #kind: HashKind;
	readonly #database: Database;
	readonly #select: Statement;

	constructor(path: string, kind: HashKind, database: Database) {
		this.#path = path;
		this.#kind = kind;
		this.#database = database;
		// Always one row: whether the range has a blob, a check, or both.
		this.#select = database
			.prepare(
				`SELECT ranges.prefix, checksum, packed, checks.prefix, crc, hashes
				 FROM (SELECT ? AS wanted)
				 LEFT JOIN ranges ON ranges.prefix = wanted LEFT JOIN checks ON checks.prefix = wanted`,
			)
			.raw();
	}

	/**
	 * Reads a range and proves that it is the last one stored of this prefix.
	 *
	 * @throws CredcheckError OUTPUT when the store cannot be read
	 */
	read(prefix: Prefix, proof: RangeProof = 'quick'): StoredRange {
		let row: unknown[];
		try {
			row = this.#select.get(prefix) as unknown[];
		} catch (error) {
			// Where the file itself is damaged, SQLite throws instead of returning the blob.
			if (isDamage(error)) return { kind: 'damaged' };
			throw databaseError(error, this.#path);
		}
		const [hasBlob, checksum, packed, hasCheck, crc, hashes] = row;
		if (hasBlob === null && hasCheck === null) return { kind: 'missing' };
		const isWhole = Buffer.isBuffer(packed) && Buffer.isBuffer(checksum) && crc32(packed) === crc;
		if (!isWhole || (proof === 'thorough' && !checksum.equals(checksumOf(packed)))) {
			return { kind: 'damaged' };
		}
		const range = viewPacked(this.#kind, prefix, packed);
		if (range?.size !== hashes) return { kind: 'damaged' };
		return { kind: 'range', range: range as PackedRange, checksum };
	}

	/** Whether the keys of all blobs are prefixes, each once and in order. */
	areKeysSound(): boolean {
		const strays = 'SELECT count(*) FROM ranges WHERE +prefix NOT BETWEEN 0 AND ?';
		const count = this.#database
			.prepare(strays)
			.pluck()
			.get(PREFIX_COUNT - 1);
		return count === 0 && areInOrder(this.#database);
	}
}

/** Whether the keys of all blobs ascend as they lie in the file: else SQLite does not find, or replace, each of them. */
export function areInOrder(database: Database): boolean {
	let last = Number.NEGATIVE_INFINITY;
	const keys = database.prepare('SELECT prefix FROM ranges').pluck().iterate();
	for (const key of keys as IterableIterator<number>) {
		if (key <= last) return false;
		last = key;
	}
	return true;
}
