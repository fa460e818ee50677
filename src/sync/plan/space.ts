/** Whether the remaining ranges fit on the disk: a sync that cannot finish is better stopped early. */

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { CredcheckError } from '../../errors.ts';
import { formatBytes } from '../../text/format.ts';

/** A range of 1,973 hashes at 19.6 bytes, the average of the corpus in July 2026. */
const USUAL_BYTES = 39_000;
/** Ranges stored before their average is taken for that of the others. */
const SAMPLE = 256;
/** Pages that are not quite full, against the bare bytes of a range. */
const OVERHEAD = 1.05;
/** For the log beside the store, which comes to half of this while nobody holds it up. */
const RESERVE_BYTES = 32 * 1024 * 1024;

export interface SpaceNeed {
	readonly neededBytes: number;
	readonly freeBytes: number;
	/** Whether the need was estimated from stored ranges, rather than from the average range of the corpus. */
	readonly measured: boolean;
}

export class SpaceWatch {
	readonly #storePath: string;
	readonly #freeBytes: (path: string) => number;
	#left = 0;
	#ranges: number;
	#bytes: number;
	#checkAt: number;

	/**
	 * @param held of the store as it is
	 * @param freeBytes tells what is free where a file is
	 */
	constructor(
		storePath: string,
		held: { readonly ranges: number; readonly bytes: number },
		freeBytes: (path: string) => number = freeBytesAt,
	) {
		this.#storePath = storePath;
		this.#freeBytes = freeBytes;
		const telling = held.ranges >= SAMPLE;
		this.#ranges = telling ? held.ranges : 0;
		this.#bytes = telling ? held.bytes : 0;
		this.#checkAt = this.#ranges + SAMPLE;
	}

	/** So many ranges are to come that are not held. */
	expect(missing: number): void {
		this.#left = missing;
	}

	need(): SpaceNeed {
		const measured = this.#ranges >= SAMPLE;
		const each = measured ? (this.#bytes / this.#ranges) * OVERHEAD : USUAL_BYTES;
		return {
			neededBytes: this.#left <= 0 ? 0 : this.#left * each + RESERVE_BYTES,
			freeBytes: this.#freeBytes(this.#storePath),
			measured,
		};
	}

	/** A range was stored that was not held. */
	noteStored(bytes: number): void {
		this.#left -= 1;
		this.#ranges += 1;
		this.#bytes += bytes;
	}

	/** To be asked often; looks seldom. */
	checkNowAndThen(): void {
		if (this.#ranges < this.#checkAt) return;
		this.#checkAt = this.#ranges + Math.max(SAMPLE, this.#left / 64);
		this.check();
	}

	/** @throws CredcheckError OUTPUT when what is still to come is known not to fit */
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

/** Bytes that may be written where the file is; without end where the system does not tell. */
function freeBytesAt(path: string): number {
	try {
		const { bavail, bsize } = statfsSync(dirname(path));
		return bavail * bsize;
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}
