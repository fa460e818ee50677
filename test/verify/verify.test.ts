import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { parsePrefix } from '../../src/range/prefix.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { verify } from '../../src/verify/verify.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpRanges } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

it('a range that a sync withdraws while the store is verified is not damage', async () => {
	const store = join(temporaryFolder(), 'store.sqlite');
	const writer = openStoreForWriting(store, SHA1);
	// More than are proved at a time.
	const outcomes = [...madeUpRanges(500, 2)].map(([text, body]) =>
		changedRange(parsePrefix(text) as number, body),
	);
	writer.record(outcomes, 'somewhere', 1000);
	const { prefix } = outcomes.at(-1) as (typeof outcomes)[number];
	let withdrawn = 0;
	const onProgress = () => {
		if (withdrawn === 0) writer.record([{ kind: 'withdrawn', prefix, reason: 'x' }], 'y', 2000);
		withdrawn += 1;
	};
	const found = await verify({ store }, { onProgress });
	writer.close();
	expect(withdrawn).toBeGreaterThan(1);
	expect(found).toMatchObject({ checked: 500, damaged: [], damagedTables: [] });
});
