/** Ranges as a sync passes them to the store. */

import { countChange } from '../../src/range/count-bins.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { bodyFingerprint, viewPacked } from '../../src/range/packed.ts';
import { packText } from '../../src/range/wire.ts';
import type { CheckOutcome } from '../../src/store/tables/check-outcome.ts';
import { checksumOf } from '../../src/store/tables/range-blobs.ts';

/** The outcome of a range that was received as this text. */
export function changedRange(
	prefix: number,
	text: string,
	etag?: string,
	kind = SHA1,
): CheckOutcome {
	const result = packText(Buffer.from(text), prefix, kind);
	if (!result.ok) throw new Error(result.fault);
	const { packed, hashes } = result;
	const range = viewPacked(kind, prefix, packed);
	if (range === undefined) throw new Error('not a range');
	return {
		kind: 'changed',
		prefix,
		packed,
		checksum: checksumOf(packed),
		hashes,
		head: bodyFingerprint(range),
		replaces: undefined,
		change: countChange(undefined, range),
		etag,
		lastModified: undefined,
	};
}
