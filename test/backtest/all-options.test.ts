/** Every option at once, since options work on each other's results. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type BacktestOptions, backtest } from '../../dist/index.js';
import { credcheckBinary } from '../support/binary.ts';
import { sha1 } from '../support/ranges.ts';
import { contentsOf } from '../support/report.ts';
import { makeSetup } from '../support/setup.ts';
import { THOROUGH } from '../support/thorough.ts';

/** In CI, more rows than fit in the smallest memory; otherwise small blocks, few of them in memory. */
const [ROWS, SMALL]: [number, Partial<BacktestOptions>] = THOROUGH
	? [240_000, { memory: 0, blockBytes: 16_384 }]
	: [2600, { memory: 0, blockBytes: 220 }];

const AMPLE = 1e9;

/** The number of rows if there is one in every `share`. */
const oneIn = (share: number) => Math.floor(ROWS / share);

const PASSWORDS = ['tulip', 'letmein', 'hunter2', 'swordfish', ''];
const NAMES = ['Ada', 'Bela', 'Chen', 'Dora'];

/** @param unknownHash makes a hash that is not in the store, in a range that is */
function rowAt(row: number, unknownHash: (seed: string) => string): string {
	const name = NAMES[row % 4] as string;
	const hashes: readonly (() => string)[] = [
		() => sha1(PASSWORDS[(row / 7) % 5] as string),
		() => sha1(`${NAMES[row % 3]}123`),
		() => `0000${row % 3}${sha1(`${row % oneIn(34)}`).slice(5)}`,
	];
	const hash = hashes[row % 7]?.() ?? unknownHash(`${row % oneIn(8.5)}`);
	if (row % 997 === 0) return `"${row}","broken`;
	// Quoted cells are parsed on a slower path.
	const shown = row % 50 === 0 ? `"${name}, ""${row}"""` : name;
	return `u${row},${shown},p${row % 11},u${row}@x.org,${hash}`;
}

it('a report with every option is the same for any number of threads, memory and form of input', async () => {
	const setup = makeSetup();
	const rows = Array.from({ length: ROWS }, (_, row) => rowAt(row, setup.unknownHash));
	const text = ['id,name,plan,email,sha1', ...rows].join('\n');
	const accounts = setup.write('users.csv', text);
	const zipped = setup.write('users.csv.gz', gzipSync(text));
	const addresses = Array.from({ length: oneIn(34) }, (_, row) => `u${row}@x.org`);
	const before = join(setup.folder, 'before');
	const options = {
		store: setup.store,
		refKey: join(setup.folder, 'ref.key'),
		allowPartial: true,
		names: true,
	};
	await backtest({ ...options, accounts, out: before, minCount: 300 });
	const all = {
		groupBy: ['plan'],
		limit: oneIn(190),
		splitRows: oneIn(8.5),
		previous: before,
		exclude: [join(before, 'nudge-candidates.csv')],
		keep: ['name'],
		breachedEmails: setup.write('emails', addresses.join('\n')),
	};
	let reports = 0;
	const run = async (table: string, more: Partial<BacktestOptions>) => {
		reports += 1;
		const out = join(setup.folder, `out-${reports}`);
		const phases = new Set<string>();
		await backtest(
			{ ...options, ...all, accounts: table, out, ...more },
			{ onProgress: ({ phase }) => phases.add(phase) },
		);
		// With more than one batch, distinct hashes are counted in another pass.
		expect(phases.has('counting')).toBe(more.memory !== AMPLE);
		return contentsOf(out);
	};
	const reference = await run(accounts, { workers: 1, memory: AMPLE });
	expect(reference.figures).toMatchObject({ listed: { CRITICAL: expect.any(Number) } });
	expect(reference.lists.length).toBeGreaterThan(7);
	expect(await run(zipped, { ...SMALL, workers: 3 })).toEqual(reference);
	// Without gzip, so that a failure shows whether gzip or the options matter.
	if (THOROUGH) expect(await run(accounts, { ...SMALL, workers: 3 })).toEqual(reference);

	const out = join(setup.folder, 'piped');
	const at = ['--store', options.store, '--ref-key', options.refKey, '--out', out];
	const flags = [
		...['--allow-partial', '--names', '--group-by', 'plan', '--keep', 'name'],
		...['--limit', `${all.limit}`, '--split-rows', `${all.splitRows}`],
		...['--previous', all.previous, '--exclude', ...all.exclude],
		...['--breached-emails', all.breachedEmails],
	];
	const piped = await credcheckBinary(['backtest', '-', ...at, ...flags], { stdin: text });
	expect(piped.code).toBe(0);
	expect(contentsOf(out)).toEqual(reference);
});
