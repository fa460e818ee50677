/** The report folder through the real program: what only a process has, such as its death. */

import { createHash } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	copyFileSync,
	existsSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credcheckBinary } from '../support/binary.ts';
import { ROOT } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { summaryOf } from '../support/report.ts';
import { makeSetup, type Setup } from '../support/setup.ts';
import { THOROUGH } from '../support/thorough.ts';

const PRELOAD = join(ROOT, 'test', 'support', 'signal-at-call.js');

interface Fault {
	readonly call?: number;
	readonly signal?: 'SIGKILL' | 'SIGTERM' | 'SIGHUP';
	readonly slow?: number;
	readonly count?: string;
}

/** A table of which the report has as many files as it has rows, and more: `--split-rows 1`. */
function tableOf(setup: Setup, accounts: number): string {
	const rows = Array.from({ length: accounts }, (_, id) => `${id},${sha1('tulip')}\n`);
	return setup.write(`${accounts}.csv`, `id,sha1\n${rows.join('')}`);
}

function run(setup: Setup, table: string, out: string, fault: Fault = {}) {
	const args = ['backtest', table, '--store', setup.store, '--out', out, '--split-rows', '1'];
	const env = {
		NODE_OPTIONS: `--import=${PRELOAD}`,
		FAULT_UNDER: out,
		...(fault.call && { FAULT_CALL: String(fault.call) }),
		...(fault.signal && { FAULT_SIGNAL: fault.signal }),
		...(fault.slow && { FAULT_SLOW: String(fault.slow) }),
		...(fault.count && { FAULT_COUNT: fault.count }),
	};
	return credcheckBinary([...args, '--force', '--quiet'], { env });
}

/**
 * How many accounts the report in a folder is of, as whoever opens its files finds; 0 without a report. Every file
 * must be as the manifest says, and no other be there.
 */
function wholeReport(out: string): number {
	const names = existsSync(out) ? readdirSync(out) : [];
	const found = names.filter((name) => !name.startsWith('.') && existsSync(join(out, name)));
	if (found.length === 0) return 0;
	const { files, listed } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
	const asWritten = files.map(({ name }: { name: string }) => {
		const content = readFileSync(join(out, name));
		const sha256 = createHash('sha256').update(content).digest('hex');
		return { name, bytes: content.length, sha256 };
	});
	expect(asWritten).toEqual(files);
	const named = [...files.map(({ name }: { name: string }) => name), 'summary.json'];
	expect(found.toSorted()).toEqual(named.toSorted());
	return listed.HIGH;
}

/** The same of a folder that no run is to have left anything else in. */
function finishedReport(out: string): number {
	const entries = readdirSync(out, { withFileTypes: true });
	const others = entries.filter((entry) => entry.name.startsWith('.') || !entry.isFile());
	expect(others.map(({ name }) => name)).toEqual([]);
	return wholeReport(out);
}

/** So many calls, spread over all of a run. */
async function callsOf(setup: Setup, table: string, out: string, size: number) {
	const count = join(setup.folder, 'count');
	expect((await run(setup, table, out, { count })).code).toBe(0);
	const calls = Number(readFileSync(count, 'utf8'));
	expect(calls).toBeGreaterThan(30);
	return Array.from({ length: size }, (_, at) => Math.ceil(((at + 0.5) * calls) / size));
}

describe('a run that is killed', () => {
	it('leaves one whole report, the old or the new one, and the next run tidies up', async () => {
		const setup = makeSetup();
		const [few, many] = [tableOf(setup, 2), tableOf(setup, 3)];
		const out = join(setup.folder, 'out');
		await run(setup, few, out);
		const outcomes = new Set<string>();
		let now = 3;
		for (const call of await callsOf(setup, many, out, THOROUGH ? 30 : 7)) {
			const next = now === 2 ? 3 : 2;
			const { code } = await run(setup, next === 2 ? few : many, out, { call });
			// The report of fewer files may end before the last calls.
			expect([null, 0]).toContain(code);
			const found = wholeReport(out);
			expect([now, next]).toContain(found);
			outcomes.add(`${code}: ${found === next}`);
			now = found;
		}
		expect([...outcomes]).toEqual(expect.arrayContaining(['null: false', 'null: true']));
		expect((await run(setup, few, out)).code).toBe(0);
		expect(finishedReport(out)).toBe(2);
	});

	it('leaves no part of a first report', async () => {
		const setup = makeSetup();
		const table = tableOf(setup, 2);
		const calls = await callsOf(setup, table, join(setup.folder, 'whole'), 3);
		for (const call of calls) {
			const out = join(setup.folder, `out-${call}`);
			expect((await run(setup, table, out, { call })).code).toBe(null);
			expect([0, 2]).toContain(wholeReport(out));
		}
	});

	it('leaves nothing if it is asked to end', async () => {
		const setup = makeSetup();
		const [few, many] = [tableOf(setup, 2), tableOf(setup, 4)];
		const out = join(setup.folder, 'out');
		const calls = await callsOf(setup, few, out, 3);
		for (const [at, call] of calls.entries()) {
			const signal = at === 1 ? 'SIGHUP' : 'SIGTERM';
			const asked = await run(setup, many, out, { call, signal });
			expect(asked.code).toBe(143);
			// What is being exchanged is exchanged to the end.
			expect([2, 4]).toContain(finishedReport(out));
		}
	});
});

it.skipIf(process.getuid === undefined)(
	'a folder that others can write to is used as it is, with a warning',
	async () => {
		const setup = makeSetup();
		const accounts = tableOf(setup, 1);
		const warned = [];
		for (const mode of [0o700, 0o755, 0o775, 0o777, 0o1777]) {
			const out = join(setup.folder, `out-${mode.toString(8)}`);
			mkdirSync(out);
			chmodSync(out, mode);
			const { code, stderr } = await setup.backtest(accounts, '--out', out);
			expect({ code, mode: statSync(out).mode & 0o7777 }).toEqual({ code: 0, mode });
			const codes = (summaryOf(out)['warnings'] as { code: string }[]).map((one) => one.code);
			expect(stderr.includes('others can replace the lists')).toBe(codes.includes('folder_open'));
			if (codes.includes('folder_open')) warned.push(mode.toString(8));
		}
		expect(warned).toEqual(['775', '777']);
	},
);

it.skipIf(process.getuid?.() !== 0)(
	'a folder of another user is used with a warning, whatever its mode',
	async () => {
		const setup = makeSetup();
		const out = join(setup.folder, 'out');
		mkdirSync(out, { mode: 0o700 });
		chownSync(out, 54_321, 54_321);
		const { code, stderr } = await setup.backtest(tableOf(setup, 1), '--out', out);
		expect(code).toBe(0);
		expect(stderr).toContain(`another user owns the folder ${out}\nhint: name a new folder`);
	},
);

describe('two runs at once', () => {
	it('the second to come to a folder exits with 5 and says why', async () => {
		const setup = makeSetup();
		const tables = [tableOf(setup, 2), tableOf(setup, 4)];
		const out = join(setup.folder, 'out');
		const runs = await Promise.all(tables.map((table) => run(setup, table, out, { slow: 20 })));
		expect(runs.map(({ code }) => code).toSorted()).toEqual([0, 5]);
		const refused = runs.find(({ code }) => code === 5);
		// Who is there may have come this moment, and not yet have said who it is.
		expect(refused?.stderr).toMatch(
			/another run is writing a report to [^ ]+( \(process \d+ on \S+ since \S+\))?\n/,
		);
		expect(finishedReport(out)).toBe(runs[0]?.code === 0 ? 2 : 4);
	});

	it('of one second have two folders by default', async () => {
		const setup = makeSetup();
		const accounts = tableOf(setup, 2);
		const cwd = join(setup.folder, 'here');
		mkdirSync(cwd);
		const args = ['backtest', accounts, '--store', setup.store, '--quiet'];
		const runs = await Promise.all([1, 2, 3].map(() => credcheckBinary(args, { cwd })));
		expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
		const folders = readdirSync(cwd);
		expect(folders.map((name) => finishedReport(join(cwd, name)))).toEqual([2, 2, 2]);
		await credcheckBinary(['backtest', 'none.csv', '--store', setup.store], { cwd });
		expect(readdirSync(cwd)).toEqual(folders);
	});
});

describe('--force', () => {
	it.each<[string, (accounts: string, out: string) => readonly string[]]>([
		['the table', (_, out) => [join(out, 'nudge-candidates.csv')]],
		[
			'the table, by another name',
			(accounts, out) => {
				linkSync(join(out, 'nudge-candidates.csv'), `${accounts}-link`);
				return [`${accounts}-link`];
			},
		],
		[
			'an --exclude list',
			(accounts, out) => [accounts, '--exclude', join(out, 'nudge-candidates.csv')],
		],
		[
			'the list of --breached-emails',
			(accounts, out) => [
				...[accounts, '--email-column', 'id'],
				...['--breached-emails', join(out, 'nudge-candidates.csv')],
			],
		],
	])('never replaces %s in the folder', async (what, argsFor) => {
		const setup = makeSetup();
		const accounts = tableOf(setup, 2);
		const { out } = await setup.backtest(accounts);
		const list = join(out, 'nudge-candidates.csv');
		if (what.startsWith('the table')) copyFileSync(accounts, list);
		const before = readFileSync(list, 'utf8');
		const [table = '', ...flags] = argsFor(accounts, out);
		const forced = await setup.backtest(table, ...flags, '--out', out, '--force');
		expect(forced.stderr).toContain(`is ${what.split(',')[0]} of this run`);
		expect(forced.code).toBe(5);
		expect(readFileSync(list, 'utf8')).toBe(before);
	});

	it('never replaces the report of --exclude, whose accounts no later run would know', async () => {
		const setup = makeSetup();
		const accounts = tableOf(setup, 2);
		const { out } = await setup.backtest(accounts);
		const before = readFileSync(join(out, 'summary.json'), 'utf8');
		const link = `${out}-link`;
		symlinkSync(out, link);
		for (const path of [out, link]) {
			const forced = await setup.backtest(accounts, '--exclude', path, '--out', out, '--force');
			expect(forced.stderr).toMatch(
				/error: .* is an --exclude report of this run.*\nhint: .*--out/,
			);
			expect(forced.code).toBe(5);
		}
		expect(readFileSync(join(out, 'summary.json'), 'utf8')).toBe(before);
	});

	it.each(['', '{"files":', '{"files":[]}'])(
		'is not suggested for files that no manifest names, as with the summary %j',
		async (summary) => {
			const setup = makeSetup();
			const out = join(setup.folder, 'own');
			mkdirSync(out);
			writeFileSync(join(out, 'critical-2.csv'), 'mine');
			if (summary !== '') writeFileSync(join(out, 'summary.json'), summary);
			const refused = await setup.backtest(tableOf(setup, 1), '--out', out);
			expect(refused.code).toBe(5);
			expect(refused.stderr).toContain('critical-2.csv is in the way: no manifest');
		},
	);

	it('refuses a part of a list that no manifest names, instead of leaving it unseen', async () => {
		const setup = makeSetup();
		const accounts = tableOf(setup, 2);
		const { out } = await setup.backtest(accounts);
		writeFileSync(join(out, 'critical-7.csv'), 'mine');
		const forced = await setup.backtest(accounts, '--out', out, '--force');
		expect(forced.code).toBe(5);
		expect(forced.stderr).toContain('critical-7.csv is in the way: no manifest');
	});
});
