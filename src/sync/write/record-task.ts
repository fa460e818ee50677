/** Writes outcomes to a store that the main thread has open, and locked. */

import type { CheckOutcome } from '../../store/tables/check-outcome.ts';
import type { RangeRecorder } from '../../store/tables/range-recorder.ts';
import { openRecorder, type RecorderInput } from '../../store/writer.ts';

export interface RecordInput {
	readonly store: RecorderInput;
	readonly outcomes: readonly CheckOutcome[];
	readonly source: string;
	readonly checkedAt: number;
}

/** The store of this thread's sync. */
let recorder: RangeRecorder | undefined;

/** @throws as `RangeRecorder.record`, OUTPUT when the store was removed or replaced */
export function recordTask({ store, outcomes, source, checkedAt }: RecordInput): void {
	recorder ??= openRecorder(store);
	recorder.record(outcomes, source, checkedAt);
}
