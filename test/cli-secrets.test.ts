import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../src/range/kind.ts';
import { openStoreForWriting } from '../src/store/writer.ts';
import { credcheck, onlyJson } from './support/credcheck.ts';
import { startRangeServer } from './support/range-server.ts';
import { rangesWith, sha1 } from './support/ranges.ts';
import { textOf } from './support/report.ts';
import { makeSetup } from './support/setup.ts';
import { temporaryFolder } from './support/temporary.ts';

const SECRET = 'hunter2-Sommer!';
/** What may make a terminal do something. */
const OBEYED = /[^\P{Cc}\n]|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
const HOSTILE = 'a\u001b[2J\u009b1m\u202eb\u200b\u2028c';

describe('what is typed where it does not belong', () => {
	it.each([
		[[SECRET]],
		[[SECRET, '--verbose']],
		[[`--${SECRET}`]],
		[['sync', `--${SECRET}`, '--verbose']],
		[['sync', `--nope=${SECRET}`]],
		[['sync', `--full=${SECRET}`]],
		[['sync', `--storee=${SECRET}`]],
		[['check', SECRET]],
		[['check', '--hash', SECRET, '--verbose']],
		[['check', `--hash=${SECRET}`]],
		[['status', SECRET]],
		[['help', SECRET]],
		[['schema', SECRET]],
		[['completion', SECRET]],
		[['sync', '--max-age', SECRET]],
		[['backtest', 'x.csv', '--fail-over', SECRET]],
		[['sync', '--source', `https://ann:${SECRET}@mirror.example/`]],
		[['sync', '--source', `ann:${SECRET}@mirror.example/range/`]],
		[['sync', '--source', `mirror.example/range/?token=${SECRET}`]],
		[['sync', '--source', `https://mirror.example/#${SECRET}`]],
		[['sync', '--verbose', '--source', `https:/u:${SECRET}@h.example/r/`]],
		[['sync', '--verbose', '--source', `https//u:${SECRET}@h.example/r/`]],
		[['sync', '--verbose', '--source', `u:${SECRET}@h`]],
		[['sync', '--verbose', '--source', `h/?key=${SECRET}`]],
		[['sync', '--verbose', '--source', `https:\\\\u:${SECRET}@h.example\\r`]],
		[['sync', '--verbose', '--source', ` https://u:${SECRET}@h.example/r/`]],
		[['sync', '--verbose', '--source', `https:/h.example/token=${SECRET}/r`]],
	])('%j is an error that does not show it', async ([...args]) => {
		const env = { CREDCHECK_STORE: join(temporaryFolder(), 'store.sqlite') };
		for (const more of [[], ['--json']]) {
			const run = await credcheck([...args, ...more], { env });
			expect([2, 13]).toContain(run.code);
			expect(run.stdout + run.stderr).not.toContain(SECRET);
			expect(run.stderr).toMatch(/error/);
		}
	});

	it('a hint says which word of the command line is no option', async () => {
		const run = await credcheck(['sync', '--full', `--${SECRET}`]);
		expect(run.stderr).toContain('unknown option: word 3 of the command line');
	});
});

describe('the token of a source', () => {
	it('is sent, but neither printed nor stored, and another one is the same source', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const server = await startRangeServer(rangesWith({ tulip: 3 }));
		const prefix = sha1('tulip').slice(0, 5);
		const sync = (token: string, ...flags: string[]) => {
			const source = `${server.url}?token=${token}&prefix=`;
			const args = ['--source', source, '--store', store, '--prefixes', prefix, '--verbose'];
			return credcheck(['sync', ...args, ...flags]);
		};
		const first = await sync('s3cret-1', '--json');
		expect(first.code).toBe(0);
		const second = await sync('s3cret-2', '--max-age', '0', '--json');
		expect(onlyJson(second.stdout)).toMatchObject({ unchanged: 1, changed: 0 });
		expect(server.requests.map(({ query }) => query)).toEqual([
			`?token=s3cret-1&prefix=${prefix}`,
			`?token=s3cret-2&prefix=${prefix}`,
		]);
		await server.close();
		const third = await sync('s3cret-3', '--full');
		expect(third.code).toBe(13);
		expect(third.stderr).toContain(`no ranges from ${server.url}?…: `);
		const status = await credcheck(['status', '--store', store]);
		const said = [first, second, third, status].map(({ stdout, stderr }) => stdout + stderr);
		const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
		for (const text of [...said, ...stored]) expect(text).not.toContain('s3cret');
		expect(status.stdout).toContain(`from ${server.url}?…`);
	});
});

describe('control characters', () => {
	it('those of file names, columns and arguments are shown as escapes', async () => {
		const setup = makeSetup();
		const hash = sha1('tulip');
		const table = setup.write(
			't.csv',
			`"id${HOSTILE}","sha1","plan${HOSTILE}"\n1,${hash},${HOSTILE}x\n`,
		);
		const more = Array.from({ length: 11 }, (_, row) => `${row + 2},${hash},${HOSTILE}x\n`).join(
			'',
		);
		const many = setup.write(`${HOSTILE}.csv`, readFileSync(table, 'utf8') + more);
		const flags = ['--id-column', '1', '--group-by', '3', '--verbose'];
		const out = join(setup.folder, `out${HOSTILE}`);
		const runs = [
			await setup.backtest(many, ...flags, '--out', out),
			await setup.backtest(many, ...flags, '--json'),
			await setup.backtest(`${HOSTILE}\n.csv`),
			await setup.backtest(table, '--keep', HOSTILE, '--json'),
			await credcheck(['status', '--store', `/none/${HOSTILE}`, '--verbose']),
			await credcheck(['sync', '--source', `/none/${HOSTILE}`, '--store', `${out}.sqlite`]),
		];
		expect(runs.map(({ code }) => code)).toEqual([0, 0, 4, 4, 10, 13]);
		for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toMatch(OBEYED);
		expect(runs[0]?.stdout).toContain('\\x1b[2J');
		for (const name of ['report.html', 'summary.json']) {
			expect(textOf(out, name).replaceAll('\t', '')).not.toMatch(OBEYED);
		}
	});

	it('those of a store are shown as escapes', async () => {
		const setup = makeSetup();
		const store = openStoreForWriting(setup.store, SHA1);
		store.beginSync(`https://mirror.example/${HOSTILE}?s3cret`, Date.now());
		store.close();
		for (const flags of [[], ['--json']]) {
			const { code, stdout } = await credcheck(['status', '--store', setup.store, ...flags]);
			expect(code).toBe(0);
			expect(stdout).not.toMatch(OBEYED);
			expect(stdout).not.toContain('s3cret');
		}
	});
});
