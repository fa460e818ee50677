/** NTLM through the program: a store, a source and a table of each kind, and what happens when they do not agree. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HASH_KINDS, type HashKind, NTLM, otherKind, SHA1 } from '../../src/range/kind.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { writeKnownRanges } from '../support/known-store.ts';
import { startRangeServer } from '../support/range-server.ts';
import { dumpText, hashOf, madeUpRanges, rangesWith, writeRangeFolder } from '../support/ranges.ts';
import { rowsOf, summaryOf, textOf } from '../support/report.ts';
import { makeSetup } from '../support/setup.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ntHash = (password: string) => hashOf(password, NTLM).toLowerCase();

/**
 * A domain's accounts, as a script exports them.
 *
 * @param unknown the hash of a password that no list has
 */
const accountsWith = (unknown: string) =>
	[
		'SamAccountName,mail,NTHash',
		`anna,anna@example.org,${ntHash('letmein')}`,
		`bert,bert@example.org,${ntHash('tulip').toUpperCase()}`,
		`cora,cora@example.org,${ntHash('tulip')}`,
		`dave,dave@example.org,${unknown}`,
		`emma,emma@example.org,${ntHash('')}`,
		'',
	].join('\n');
const ACCOUNTS = accountsWith(ntHash('no list'));

describe('an NTLM store', () => {
	it('a sync with --kind ntlm requests ?mode=ntlm, and later commands need no --kind', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'nt.sqlite');
		const server = await startRangeServer(rangesWith({ tulip: 7, letmein: 9 }, NTLM));
		const [prefix] = [...server.ranges.keys()] as [string];
		const args = ['--store', store, '--source', server.url, '--json'];

		const first = await credcheck(['sync', '--kind', 'ntlm', '--prefixes', prefix, ...args]);
		expect(first).toMatchObject({ code: 0, stderr: '' });
		expect(onlyJson(first.stdout)).toMatchObject({ changed: 1, algorithm: 'ntlm' });
		expect(server.requests).toMatchObject([{ prefix, query: '?mode=ntlm' }]);

		const again = await credcheck(['sync', '--max-age', '0', '--prefixes', prefix, ...args]);
		expect(onlyJson(again.stdout)).toMatchObject({ unchanged: 1, algorithm: 'ntlm' });
		expect(server.requests[1]).toMatchObject({ prefix, query: '?mode=ntlm' });

		const status = await credcheck(['status', '--store', store, '--json']);
		expect(onlyJson(status.stdout)).toMatchObject({ algorithm: 'ntlm', ranges: 1, hashes: 21 });
		const verified = await credcheck(['verify', '--store', store, '--json']);
		expect(onlyJson(verified.stdout)).toMatchObject({ algorithm: 'ntlm', checked: 1, damaged: 0 });
	});

	it('a source whose URL ends in a query gets the mode as one more parameter', async () => {
		const server = await startRangeServer(new Map(), ({ request, response }) => {
			const query = new URL(request.url ?? '', 'http://localhost').searchParams;
			if (query.get('mode') !== 'ntlm') return false;
			const text = rangesWith({ tulip: 7 }, NTLM).get(query.get('prefix') ?? '');
			if (text === undefined) return false;
			response.writeHead(200, { 'content-length': text.length }).end(text);
			return true;
		});
		const [prefix] = [...rangesWith({ tulip: 7 }, NTLM).keys()] as [string];
		const store = join(temporaryFolder(), 'nt.sqlite');
		const source = `${server.url}?prefix=`;
		const args = ['sync', '--kind', 'ntlm', '--store', store, '--source', source];
		expect(await credcheck([...args, '--prefixes', prefix])).toMatchObject({ code: 0 });
	});

	it('a new store is of SHA-1 unless --kind is given', async () => {
		const folder = temporaryFolder();
		const source = writeKnownRanges(folder);
		const store = join(folder, 'new.sqlite');
		await credcheck(['sync', '--store', store, '--source', source]);
		const status = await credcheck(['status', '--store', store, '--json']);
		expect(onlyJson(status.stdout)).toMatchObject({ algorithm: 'sha1' });
	});

	it('each kind has a default store of its own', async () => {
		const folder = temporaryFolder();
		const env = { XDG_DATA_HOME: folder };
		for (const kind of HASH_KINDS) {
			const source = writeRangeFolder(join(folder, kind.name), madeUpRanges(2, 20, 1, kind));
			const run = await credcheck(['sync', '--kind', kind.name, '--source', source], { env });
			expect(run).toMatchObject({ code: 0 });
			expect(existsSync(join(folder, 'credcheck', `${kind.name}.sqlite`))).toBe(true);
		}
		const algorithmOf = async (...flags: string[]) => {
			const { stdout } = await credcheck(['status', '--json', ...flags], { env });
			return onlyJson(stdout)['algorithm'];
		};
		expect(await algorithmOf()).toBe('sha1');
		expect(await algorithmOf('--kind', 'sha1')).toBe('sha1');
		expect(await algorithmOf('--kind', 'ntlm')).toBe('ntlm');
	});

	it('without a store the hint names --kind: the default store of the other kind may be there', async () => {
		const folder = temporaryFolder();
		const env = { XDG_DATA_HOME: folder };
		const run = await credcheck(['status'], { env });
		expect(run).toMatchObject({ code: 10, stderr: expect.stringContaining('--kind') });
	});
});

describe('a store, a source or a table of another kind', () => {
	it.each(HASH_KINDS)(
		'a store of $title is refused by name when --kind names the other kind',
		async (kind) => {
			const setup = makeSetup(kind);
			const other = otherKind(kind);
			const table = setup.write('users.csv', 'id,hash\n');
			const commands = [
				['sync', '--source', join(setup.folder, 'ranges')],
				['sync', '--for', table],
				['backtest', table],
				['check'],
				['status'],
				['verify'],
				['verify', '--repair'],
			];
			for (const command of commands) {
				const run = await credcheck([...command, '--store', setup.store, '--kind', other.name]);
				expect({ command, ...run }).toMatchObject({ code: 2, stdout: '' });
				expect(run.stderr).toContain(`has ${kind.title} hashes, not ${other.title}`);
				expect(run.stderr).toContain(`--kind ${other.name}`);
			}
		},
	);

	const source = (kind: HashKind) => madeUpRanges(4, 30, 1, kind);
	const REFUSED: [string, (kind: HashKind, folder: string) => Promise<string>][] = [
		['folder', async (kind, folder) => writeRangeFolder(join(folder, 'ranges'), source(kind))],
		[
			'dump',
			async (kind, folder) => {
				const path = join(folder, 'dump.txt');
				writeFileSync(path, dumpText(source(kind)));
				return path;
			},
		],
		['server', async (kind) => (await startRangeServer(source(kind))).url],
	];
	const BOTH = HASH_KINDS.flatMap((kind) =>
		REFUSED.map(([name, make]) => ({ kind, title: kind.title, name, make })),
	);

	it.each(BOTH)(
		'a $name with ranges of the other kind than $title is refused by name',
		async ({ kind, make }) => {
			const folder = temporaryFolder();
			const store = join(folder, 'store.sqlite');
			const other = otherKind(kind);
			const args = ['sync', '--store', store, '--source', await make(other, folder)];
			const asIs = ['--kind', kind.name, '--prefixes', '00000-00003'];
			const run = await credcheck([...args, ...asIs]);
			expect(run).toMatchObject({ code: 13 });
			expect(run.stderr).toContain(`it has ${other.title} hashes, but the store has ${kind.title}`);
			expect(run.stderr).toContain(`--kind ${other.name}`);

			// What the message advises works, although the run has made a store and noted failures.
			const advised = ['--kind', other.name, '--prefixes', '00000-00001'];
			const mended = await credcheck([...args, ...advised]);
			expect(mended).toMatchObject({ code: 0, stderr: '' });
			const status = await credcheck(['status', '--store', store, '--json']);
			expect(onlyJson(status.stdout)).toMatchObject({
				algorithm: other.name,
				ranges: 2,
				failures: [],
			});
		},
	);

	it('NT hashes are not looked up in a SHA-1 store, and the hint names --kind ntlm', async () => {
		const setup = makeSetup();
		const table = setup.write('accounts.csv', ACCOUNTS);
		const run = await setup.backtest(table);
		expect(run).toMatchObject({ code: 4, stdout: '' });
		expect(run.stderr).toContain('"NTHash" contains no SHA-1 hashes');
		expect(run.stderr).toContain('--kind ntlm');
	});

	it('SHA-1 hashes are not looked up in an NTLM store, and the hint names --kind sha1', async () => {
		const setup = makeSetup(NTLM);
		const table = setup.write('users.csv', `id,sha1\n1,${hashOf('tulip', SHA1)}\n`);
		const run = await setup.backtest(table);
		expect(run).toMatchObject({ code: 4, stdout: '' });
		expect(run.stderr).toContain('"sha1" contains no NTLM hashes');
		expect(run.stderr).toContain('--kind sha1');
	});

	it('an earlier report of another kind is refused: its references would agree with none', async () => {
		const old = makeSetup();
		const key = join(old.folder, 'key');
		const users = old.write('users.csv', `id,hash\n1,${hashOf('tulip', SHA1)}\n`);
		const before = await old.backtest(users, '--ref-key', key);
		expect(before.code).toBe(0);
		const setup = makeSetup(NTLM);
		const table = setup.write('accounts.csv', ACCOUNTS);
		for (const flags of [
			['--previous', before.out],
			['--exclude', before.out],
			['--exclude', join(before.out, 'nudge-candidates.csv')],
		]) {
			const run = await setup.backtest(
				table,
				'--id-column',
				'SamAccountName',
				'--ref-key',
				key,
				...flags,
			);
			expect({ flags, ...run }).toMatchObject({ code: 4 });
			expect(run.stderr).toContain('was made of SHA-1 hashes, not of NTLM');
		}
	});
});

describe('a back-test of NT hashes', () => {
	it('NT hashes of either case are looked up in an NTLM store', async () => {
		const setup = makeSetup(NTLM);
		const table = setup.write('accounts.csv', accountsWith(setup.unknownHash('dave')));
		const flags = ['--id-column', 'SamAccountName', '--keep', 'mail', '--json', '--workers', '2'];
		const run = await setup.backtest(table, ...flags);
		expect(run).toMatchObject({ code: 0, stderr: '' });
		expect(onlyJson(run.stdout)).toMatchObject({
			input: { rows: 5, checked: 5, columns: { hash: 'NTHash' } },
			matched: 4,
			emptyPasswords: 1,
			distinctHashes: 4,
			sharedHashes: 2,
			store: { algorithm: 'ntlm', coverage: 1 },
		});
		const listed = rowsOf(run.out, 'nudge-candidates.csv');
		expect(listed.map((row) => [row['account_id'], row['breach_count'], row['mail']])).toEqual([
			['anna', '15', 'anna@example.org'],
			['bert', '1', 'bert@example.org'],
			['cora', '1', 'cora@example.org'],
			['emma', '15', 'emma@example.org'],
		]);
		expect(textOf(run.out, 'report.html')).toContain('NTLM');
	});

	it('rows of another form are rejected with their reasons', async () => {
		const setup = makeSetup(NTLM);
		const rows = [
			'',
			hashOf('tulip', SHA1),
			'ABCD',
			'A'.repeat(64),
			'$2b$12$abcdefghijklmnopqrstuu',
		];
		const table = [`id,nt_hash`, `0,${ntHash('tulip')}`, ...rows.map((row, at) => `${at},${row}`)];
		const written = setup.write('t.csv', `${table.join('\n')}\n`);
		const run = await setup.backtest(written, '--max-rejected', '100');
		expect(run.code).toBe(0);
		expect(summaryOf(run.out)).toMatchObject({
			matched: 1,
			input: {
				rejectedByReason: {
					empty: 1,
					looks_like_sha1: 1,
					wrong_length: 1,
					looks_like_sha256: 1,
					looks_like_bcrypt: 1,
				},
			},
		});
	});

	it('NT hashes are kept out of lists, in whatever column they are', async () => {
		const setup = makeSetup(NTLM);
		const line = `${ntHash('tulip')},${ntHash('tulip')},${ntHash('letmein')},${ntHash('rose')}`;
		const table = setup.write('t.csv', `id,nt_hash,lm_hash,note\n${line}\n`);
		const run = await setup.backtest(table, '--keep', 'lm_hash,note', '--group-by', 'lm_hash');
		expect(run.code).toBe(0);
		const [row] = rowsOf(run.out, 'nudge-candidates.csv');
		expect(row).toMatchObject({ account_id: '[hash]', lm_hash: '[hash]', note: '[hash]' });
		const written = ['nudge-candidates.csv', 'cohorts.csv', 'summary.json', 'report.html'];
		for (const name of written) {
			expect(textOf(run.out, name)).not.toMatch(/(?<![0-9a-f.])[0-9a-f]{32}(?![0-9a-f])(?!,)/i);
		}
	});

	it('sync --for fetches the ranges that NT hashes need', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const table = join(folder, 'accounts.csv');
		writeFileSync(table, ACCOUNTS);
		const server = await startRangeServer(
			rangesWith({ letmein: 1, tulip: 2, 'no list 2': 1, '': 3, 'no list': 1 }, NTLM),
		);
		const args = ['--kind', 'ntlm', '--for', table, '--store', store, '--source', server.url];
		const run = await credcheck(['sync', ...args]);
		expect(run).toMatchObject({ code: 0, stderr: '' });
		const needed = ['letmein', 'tulip', 'no list', ''].map((own) => ntHash(own).slice(0, 5));
		expect(server.requests.map(({ prefix }) => prefix.toLowerCase()).toSorted()).toEqual(
			needed.toSorted(),
		);
	});

	it('--names finds NT hashes of passwords made from a name, even one of two MD4 blocks', async () => {
		const setup = makeSetup(NTLM);
		const accounts = [
			['Anna', 'Smith', 'Anna1990'],
			['Ben', 'Smith', 'something else'],
			['Christopher', 'Featherstonehaugh', 'ChristopherFeatherstonehaugh123'],
			['Zo\u00eb', 'M\u00fcller', 'M\u00fcller!'],
		];
		const lines = accounts.map(
			([first, last, own], at) => `${at},${first},${last},${ntHash(own ?? '')}`,
		);
		const table = setup.write('t.csv', `id,first_name,last_name,nt_hash\n${lines.join('\n')}\n`);
		const run = await setup.backtest(table, '--names', '--allow-partial');
		expect(run.code).toBe(0);
		expect(rowsOf(run.out, 'nudge-candidates.csv').map((row) => row['account_id'])).toEqual([
			'0',
			'2',
			'3',
		]);
	});
});
