import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { formatPrefix } from '../../src/range/prefix.ts';
import { openDump } from '../../src/source/dump.ts';
import { dumpText, madeUpEntries, rangeText } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { THOROUGH } from '../support/thorough.ts';

const NEVER = new AbortController().signal;

/** Ranges at arbitrary prefixes, of one to many lines. */
const arbitraryRanges = fc
	.dictionary(
		fc.integer({ min: 0, max: 0xfffff }).map(formatPrefix),
		fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 100, max: 3000 })),
		{ minKeys: 1, maxKeys: 40 },
	)
	.map(
		(sizes) =>
			new Map(
				Object.entries(sizes)
					.toSorted(([a], [b]) => (a < b ? -1 : 1))
					.map(([prefix, size]) => [prefix, rangeText(madeUpEntries(prefix, size))]),
			),
	);

describe('a dump', () => {
	it('a dump returns the lines of a prefix and no others, plain or gzipped', async () => {
		const folder = temporaryFolder();
		await fc.assert(
			fc.asyncProperty(
				arbitraryRanges,
				fc.boolean(),
				fc.boolean(),
				async (ranges, gzipped, ended) => {
					const text = dumpText(ranges);
					const content = ended ? text : text.trimEnd();
					const path = join(folder, 'dump');
					writeFileSync(path, gzipped ? gzipSync(content, { level: 1 }) : content);
					const source = await openDump(path, SHA1);
					const offered = [...(await source.offered())].map(formatPrefix);
					expect(offered).toEqual([...ranges.keys()]);
					for (const [prefix, range] of ranges) {
						const reply = await source.fetch(Number.parseInt(prefix, 16), undefined, NEVER);
						if (reply.kind !== 'body') throw new Error(reply.kind);
						const lines = Buffer.from(reply.body.bytes).toString().trimEnd().split('\r\n');
						expect(lines).toEqual(range.split('\r\n').map((line) => prefix + line));
					}
					await source.close();
				},
			),
			{ numRuns: THOROUGH ? 30 : 10 },
		);
	});

	it('a dump fails a prefix that it lacks, without a retry', async () => {
		const path = join(temporaryFolder(), 'dump');
		writeFileSync(path, dumpText(new Map([['00002', rangeText(madeUpEntries('00002', 3))]])));
		const source = await openDump(path, SHA1);
		expect(await source.fetch(1, undefined, NEVER)).toMatchObject({ kind: 'failed', retry: false });
		await source.close();
	});
});
