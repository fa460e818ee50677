/** The totals over all blocks and batches of a table. */

import { CredcheckError } from '../errors.ts';
import { type Prefix, PrefixSet } from '../range/prefix.ts';
import type { RejectReason } from '../table/reject-reasons.ts';
import { CountHistogram } from './join/count-histogram.ts';
import type { joinBlocks } from './join/join.ts';
import { PARTITIONS } from './keys/key-block.ts';
import type { ReadBlock } from './keys/read-keys-task.ts';
import { forEachRejected } from './keys/rejected-rows.ts';

/** Row numbers are stored in 32 bits. */
const MAX_ROWS = 2 ** 32 - 1;

export class Totals {
	/** Rows of the file: those left out have numbers, too. */
	rows = 0;
	leftOut = 0;
	checked = 0;
	unreadable = 0;
	isCut = false;
	unknown = 0;
	emptyPasswords = 0;
	distinct = 0;
	shared = 0;
	groups = 0;
	largestGroup = 0;
	mixedGroups = 0;
	readonly rejectedByReason = new Map<RejectReason, number>();
	readonly missing = new PrefixSet();
	readonly damaged = new PrefixSet();
	readonly samples: Prefix[] = [];
	readonly histogram = new CountHistogram();
	/** The sum of `keysBefore` over all batches. */
	readonly keysBefore = new Float64Array(PARTITIONS + 1);

	/**
	 * @param onReject called for each rejected row with its number, from 1
	 * @throws CredcheckError INPUT when the table has too many rows
	 */
	addRead(
		{ rows, checked, unreadable, rejected, leftOut, isCut }: ReadBlock,
		onReject?: (row: number, reason: RejectReason) => void,
	): void {
		forEachRejected(rejected, (row, reason) => {
			this.rejectedByReason.set(reason, (this.rejectedByReason.get(reason) ?? 0) + 1);
			onReject?.(this.rows + 1 + row, reason);
		});
		this.rows += rows;
		if (this.rows > MAX_ROWS) {
			throw new CredcheckError('INPUT', 'the table has more than 4,294,967,295 rows', 'split it');
		}
		this.checked += checked;
		this.unreadable += unreadable;
		this.leftOut += leftOut;
		this.isCut ||= isCut;
	}

	addJoined({ before, results }: Awaited<ReturnType<typeof joinBlocks>>): void {
		for (const [partition, keys] of before.entries()) {
			this.keysBefore[partition] = (this.keysBefore[partition] as number) + keys;
		}
		for (const result of results) {
			this.unknown += result.missingKeys;
			this.emptyPasswords += result.empty;
			this.distinct += result.distinct;
			this.shared += result.shared;
			this.groups += result.groups;
			this.largestGroup = Math.max(this.largestGroup, result.largestGroup);
			this.mixedGroups += result.mixedGroups;
			for (const prefix of result.missing) this.missing.add(prefix);
			for (const prefix of result.damaged) this.damaged.add(prefix);
			for (const [count, keys] of result.counts) this.histogram.add(count, keys);
			this.samples.push(...result.samples);
		}
	}
}
