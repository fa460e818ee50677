import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { formatPrefix } from '../../src/range/prefix.ts';
import { openDump } from '../../src/source/dump/dump.ts';
import { packBody } from '../../src/sync/fetch/pack-task.ts';
import { poisson } from '../support/poisson.ts';
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
			fc.asyncProperty(arbitraryRanges, fc.boolean(), async (ranges, gzipped) => {
				const content = dumpText(ranges);
				const path = join(folder, 'dump');
				writeFileSync(path, gzipped ? gzipSync(content, { level: 1 }) : content);
				const source = await openDump(path, SHA1);
				const offered = [...(await source.offered())].map(formatPrefix);
				expect(offered).toEqual([...ranges.keys()]);
				for (const [prefix, range] of [...ranges].slice(0, -1)) {
					const reply = await source.fetch(Number.parseInt(prefix, 16), undefined, NEVER);
					if (reply.kind !== 'body') throw new Error(reply.kind);
					const lines = Buffer.from(reply.body.bytes).toString().trimEnd().split('\r\n');
					expect(lines).toEqual(range.split('\r\n').map((line) => prefix + line));
				}
				await source.close();
			}),
			{ numRuns: THOROUGH ? 30 : 10 },
		);
	});

	it('a dump is refused as not sorted if one line is among those of another prefix', async () => {
		const path = join(temporaryFolder(), 'dump');
		const lines = dumpText(
			new Map(
				['0000A', '0000B', '0000C'].map((prefix) => [prefix, rangeText(madeUpEntries(prefix, 40))]),
			),
		).split('\r\n');
		const [line] = lines.splice(50, 1);
		lines.splice(20, 0, line as string);
		writeFileSync(path, lines.join('\r\n'));
		// Otherwise 0000B would lack it, and seem whole.
		const source = await openDump(path, SHA1);
		await expect(source.offered()).rejects.toThrow('it is not sorted: 0000A follows 0000B');
		await source.close();
	});

	it('a dump fails a prefix that it lacks, without a retry', async () => {
		const path = join(temporaryFolder(), 'dump');
		writeFileSync(path, dumpText(new Map([['00002', rangeText(madeUpEntries('00002', 3))]])));
		const source = await openDump(path, SHA1);
		expect(await source.fetch(1, undefined, NEVER)).toMatchObject({ kind: 'failed', retry: false });
		await source.close();
	});

	it('a dump cut anywhere has no range with a cut count, and none with too few lines', async () => {
		const draw = poisson(7);
		const prefixes = ['00000', '00001', '00002', '3B42A', '7FFFF', '80000', 'A0000', 'B0000'];
		const last = ['FFFFE', 'FFFFF'] as const;
		const whole = [...prefixes, ...last].map((prefix) => {
			// Counts of many digits, so that many cuts are within one.
			const entries = madeUpEntries(prefix, draw(200)).map((entry, at) => ({
				...entry,
				count: 123_456_789 - at,
			}));
			return [prefix, rangeText(entries)] as const;
		});
		const text = dumpText(new Map(whole));
		const lineSet = new Set(text.split('\r\n'));
		const path = join(temporaryFolder(), 'dump');
		const outcomes = new Set<string>();
		const cut = async (bytes: number) => {
			writeFileSync(path, text.slice(0, bytes));
			const source = await openDump(path, SHA1);
			const offered = [...(await source.offered())];
			const ended = /\n$/.test(text.slice(0, bytes));
			for (const prefix of offered) {
				const reply = await source.fetch(prefix, undefined, NEVER);
				const isLast = prefix === offered.at(-1);
				if (reply.kind !== 'body') {
					expect({ bytes, isLast, reply }).toMatchObject({ isLast: true, reply: { retry: false } });
					outcomes.add('refused');
					continue;
				}
				const packed = packBody({ prefix, kind: SHA1, body: reply.body, storePath: undefined });
				const name = formatPrefix(prefix);
				const lines = Buffer.from(reply.body.bytes).toString().split('\r\n').filter(Boolean);
				if (isLast && !ended && name === 'FFFFF') lines.pop();
				else if (isLast && !ended) expect({ bytes, packed }).toMatchObject({ packed: 'refused' });
				if (packed.kind === 'refused') continue;
				outcomes.add(isLast ? 'last accepted' : 'accepted');
				expect({ bytes, known: lines.every((line) => lineSet.has(line)) }).toMatchObject({
					known: true,
				});
				// Six sigma below 200.
				if (isLast && offered.length > 8) expect(lines.length).toBeGreaterThan(100);
			}
			await source.close();
		};
		const end = text.length;
		for (const bytes of [0, 1, 2, 3, 7, 11, 12, 20, 53, 60]) await cut(end - bytes);
		const next = text.indexOf('\nFFFFE') + 1;
		for (const bytes of [-3, -1, 0, 1, 4, 5, 6, 46, 50, 56]) await cut(next + bytes);
		for (let bytes = 70; bytes < end; bytes += 8101) await cut(bytes);
		expect([...outcomes].toSorted()).toEqual(['accepted', 'last accepted', 'refused']);
	});

	it('a tar archive is called one, gzipped or not', async () => {
		const header = Buffer.alloc(1024);
		header.write('ranges/00000.txt', 0);
		header.write('ustar', 257);
		const path = join(temporaryFolder(), 'dump');
		for (const content of [header, gzipSync(header)]) {
			writeFileSync(path, content);
			const source = await openDump(path, SHA1);
			await expect(source.offered()).rejects.toMatchObject({
				message: `cannot use ${path} as a source: it is a tar archive`,
				hint: expect.stringContaining('tar -xf') as string,
			});
			await source.close();
		}
	});

	it('a dump cut within the first line of a range is told how many hashes the others have', async () => {
		const prefixes = [
			'00000',
			'00001',
			'00002',
			'00003',
			'00004',
			'00005',
			'00006',
			'00007',
			'00008',
		];
		const ranges = prefixes.map((name) => [name, rangeText(madeUpEntries(name, 200))] as const);
		const whole = dumpText(new Map(ranges));
		const path = join(temporaryFolder(), 'dump');
		for (const bytes of [5, 9, 41]) {
			writeFileSync(path, `${whole}00009${'A'.repeat(35)}:1`.slice(0, whole.length + bytes));
			const source = await openDump(path, SHA1);
			const reply = await source.fetch(9, undefined, NEVER);
			const { reason } = reply as { readonly reason: string };
			const [, others] =
				/^only 1 hash where the other ranges of the file have about (\d+):/.exec(reason) ?? [];
			expect(Math.abs(Number(others) - 200)).toBeLessThan(4);
			await source.close();
		}
	});

	it.each([
		['short', 30],
		['longer than what is read at a time', 60_000],
	])(
		'a dump whose ranges are %s knows their average size once it has been searched',
		async (_, lines) => {
			const ranges = ['00000', '00001'].map(
				(prefix) => [prefix, rangeText(madeUpEntries(prefix, lines))] as const,
			);
			const path = join(temporaryFolder(), 'dump');
			const text = dumpText(new Map(ranges));
			writeFileSync(path, gzipSync(text, { level: 1 }));
			const source = await openDump(path, SHA1);
			expect(source.averageBytes?.()).toBeUndefined();
			await source.offered();
			expect(source.averageBytes?.()).toBe(text.length / 2);
			await source.close();
		},
	);

	it('a dump that lacks ranges says so: where it ends, or which are missing before its end', async () => {
		const warningOf = async (...prefixes: string[]) => {
			const ranges = prefixes.map(
				(prefix) => [prefix, rangeText(madeUpEntries(prefix, 3))] as const,
			);
			const path = join(temporaryFolder(), 'dump');
			writeFileSync(path, dumpText(new Map(ranges)));
			const source = await openDump(path, SHA1);
			expect(source.warnings?.()).toEqual([]);
			await source.offered();
			await source.close();
			return source.warnings?.().join();
		};
		expect(await warningOf('00000', '7A3F2')).toContain(
			'ends at 7A3F2, before FFFFF, and has 2 of 1,048,576 ranges: if it should have all, it was cut short',
		);
		expect(await warningOf('00000', 'FFFFF')).toMatch(
			/has no lines for 1,048,574 of 1,048,576 ranges: 00001, 00002/,
		);
	});
});
