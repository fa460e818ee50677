/** Whether the remaining ranges fit on the disk: a sync that cannot finish should stop early. */

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { CredcheckError } from '../../errors.ts';
import type { HashKind, HashKindName } from '../../range/kind.ts';
import { formatBytes } from '../../text/format.ts';

/** A range of 1,973 hashes, the average of the corpus in July 2026: at 19.6 bytes of SHA-1 and 16.7 of NTLM. */
const USUAL_BYTES: Readonly<Record<HashKindName, number>> = { sha1: 39_000, ntlm: 33_000 };
/** A hash takes 19.6 bytes of 44 or more in a line of SHA-1, 16.7 of 36 or more in one of NTLM. */
const STORED_PER_TEXT = 0.46;
/** For the rows of a range in the store's tables, however few hashes it has. */
const ROW_BYTES = 100;
/** The average of the stored ranges is used from this many on. */
const SAMPLE = 256;
/** The file is larger than the bare bytes of its ranges, since pages are not quite full. */
const OVERHEAD = 1.05;
/** For the log beside the store, which grows to half of this while no reader keeps it from shrinking. */
const RESERVE_BYTES = 32 * 1024 * 1024;

export interface SpaceNeed {
	readonly neededBytes: number;
	readonly freeBytes: number;
	/** Whether the need was estimated from stored ranges or from the source's, not from the average of the corpus. */
	readonly measured: boolean;
}

export class SpaceWatch {
	readonly #storePath: string;
	readonly #usualBytes: number;
	/** Of an average range of the source. */
	readonly #sourceBytes: number | undefined;
	readonly #freeBytes: (path: string) => number;
	#left = 0;
	#ranges = 0;
	#bytes = 0;
	#checkAt: number;

	/**
	 * @param stored totals of the store so far
	 * @param textBytes of an average range of the source, if that is known
	 * @param freeBytes returns the free space of the disk that a file is on
	 */
	constructor(
		storePath: string,
		kind: HashKind,
		stored: { readonly ranges: number; readonly bytes: number },
		textBytes?: number,
		freeBytes: (path: string) => number = freeBytesAt,
	) {
		this.#storePath = storePath;
		this.#usualBytes = USUAL_BYTES[kind.name];
		this.#sourceBytes =
			textBytes === undefined ? undefined : textBytes * STORED_PER_TEXT + ROW_BYTES;
		this.#freeBytes = freeBytes;
		if (stored.ranges >= SAMPLE) {
			this.#ranges = stored.ranges;
			this.#bytes = stored.bytes;
		}
		this.#checkAt = this.#ranges + SAMPLE;
	}

	/** @param missing how many ranges remain to be fetched that the store lacks */
	expect(missing: number): void {
		this.#left = missing;
	}

	need(): SpaceNeed {
		const isSampled = this.#ranges >= SAMPLE;
		const measured = isSampled || this.#sourceBytes !== undefined;
		const each = isSampled
			? (this.#bytes / this.#ranges) * OVERHEAD
			: (this.#sourceBytes ?? this.#usualBytes);
		return {
			neededBytes: this.#left <= 0 ? 0 : this.#left * each + RESERVE_BYTES,
			freeBytes: this.#freeBytes(this.#storePath),
			measured,
		};
	}

	/** A missing range was stored. */
	noteStored(bytes: number): void {
		this.#left -= 1;
		this.#ranges += 1;
		this.#bytes += bytes;
	}

	/** Cheap enough to call often: most calls do nothing. */
	checkNowAndThen(): void {
		if (this.#ranges < this.#checkAt) return;
		this.#checkAt = this.#ranges + Math.max(SAMPLE, this.#left / 64);
		this.check();
	}

	/** @throws CredcheckError OUTPUT when the remaining ranges are known not to fit */
	check(): void {
		const { neededBytes, freeBytes, measured } = this.need();
		if (!measured || neededBytes <= freeBytes) return;
		throw new CredcheckError(
			'OUTPUT',
			`the remaining ranges and the log need about ${formatBytes(neededBytes)}, but only ${formatBytes(freeBytes)} are free in ${dirname(this.#storePath)}`,
			'free some space, choose another location with --store, or fetch fewer ranges with --for or --prefixes; stored ranges are kept',
		);
	}
}

/** Infinite where the system does not report it. */
function freeBytesAt(path: string): number {
	try {
		const { bavail, bsize } = statfsSync(dirname(path));
		return bavail * bsize;
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}
