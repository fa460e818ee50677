import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type BacktestOptions, backtest } from '../../dist/index.js';
import { remedyOf } from '../../src/table/reject-reasons.ts';
import { credcheckBinary } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { contentsOf, rowsOf, summaryOf, textOf } from '../support/report.ts';
import { KNOWN, makeSetup, type Setup } from '../support/setup.ts';
import { flipBit } from '../support/store.ts';
import { THOROUGH } from '../support/thorough.ts';

/** Makes many blocks and several batches; in CI the table is large enough for that by itself. */
const SMALL = { memory: 0, blockBytes: THOROUGH ? 16_384 : 230 };

const AMPLE = 1e9;
/** A prime, so that every kind of odd row occurs. */
const ODD_EVERY = 211;

/** Three accounts with two breached passwords, one clean account, and unusable rows. */
function smallTable(setup: Setup): string {
	return [
		'User ID,E-Mail,plan,SHA1',
		`a1,ann@example.com,free,${sha1('tulip')}`,
		`b2,BOB@example.com,plus,${sha1('letmein').toLowerCase()}`,
		`c3,"cy@example.com",free,${sha1('tulip')}`,
		`d4,di@example.com,"team, large",${setup.unknownHash('d4')}`,
		'e5,ed@example.com,free,',
		'f6,flo@example.com,free,$2b$12$abcdefghijklmnopqrstuuN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p',
		'g7,gil@example.com',
		`h8,hal@example.com,free,${sha1('')}`,
		'',
	].join('\n');
}

/** A list with a placeholder for each reference, since those depend on the key. */
function readList(out: string, name: string): string {
	return textOf(out, name).replaceAll(/,[0-9a-f]{32}(?=[,\n])/g, ',REF');
}

describe('backtest', () => {
	it('a back-test lists each candidate with its verdict, and gives the figures in its summary', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		const emails = setup.write('emails.txt', ' bob@EXAMPLE.com\nnobody@example.com\n');
		const run = await setup.backtest(
			accounts,
			'--breached-emails',
			emails,
			'--keep',
			'plan',
			'--max-rejected',
			'40',
			'--json',
		);
		expect(run.code).toBe(0);
		expect(run.stderr).toMatch(
			/^warning: 3 of 8 rows \(37.5 %\) were rejected and not checked\n(hint: .*\n)+$/,
		);

		const header =
			'account_id,verdict,action,reasons,breach_count,tier,email_breached,row,credential_ref,plan\n';
		// The store has too few hashes with such counts to tell more of them.
		expect(readList(run.out, 'critical.csv')).toBe(
			`${header}b2,CRITICAL,revoke_session,breached_password,15,10000+,yes,2,REF,plus\n`,
		);
		expect(readList(run.out, 'nudge-candidates.csv')).toBe(
			`${header}a1,HIGH,in_app_nudge,breached_password,1,2-9,no,1,REF,free\n` +
				'c3,HIGH,in_app_nudge,breached_password,1,2-9,no,3,REF,free\n' +
				'h8,HIGH,in_app_nudge,breached_password,15,10000+,no,8,REF,free\n',
		);
		expect(readList(run.out, 'shared-passwords.csv')).toBe(
			'group,size,breached,account_id,row\n1,2,yes,a1,1\n1,2,yes,c3,3\n',
		);
		const rejected = textOf(run.out, 'rejected-rows.csv');
		expect(rejected).toBe('row,reason\n5,empty\n6,looks_like_bcrypt\n7,ragged_row\n');

		const summary = onlyJson(run.stdout);
		expect(summaryOf(run.out)).toEqual(summary);
		expect(summary).toMatchObject({
			schema: 'credcheck.backtest/1',
			input: {
				rows: 8,
				checked: 5,
				rejected: 3,
				rejectedByReason: { empty: 1, looks_like_bcrypt: 1, ragged_row: 1 },
			},
			matched: 4,
			matchRate: 0.8,
			matchRateBounds: [0.8, 0.8],
			verdicts: { CRITICAL: 1, HIGH: 3, CLEAN: 1, UNKNOWN: 0 },
			tiers: { '1': 0, '2-9': 2, '10-99': 0, '100-999': 0, '1000-9999': 0, '10000+': 2 },
			emptyPasswords: 1,
			distinctHashes: 4,
			sharedHashes: 2,
			store: { algorithm: 'sha1', coverage: 1 },
		});
		expect(summary['thresholds']).toContainEqual({ minCount: 5, matched: 4, matchRate: 0.8 });
		expect(summary['thresholds']).toContainEqual({ minCount: 10, matched: 2, matchRate: 0.4 });
		const metrics = rowsOf(run.out, 'summary.csv');
		expect(metrics).toContainEqual({ metric: 'matched', value: '4' });
	});

	it('a back-test makes its files readable by their owner only', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(setup.write('users.csv', smallTable(setup)));
		expect(statSync(run.out).mode & 0o777).toBe(0o700);
		const names = readdirSync(run.out).toSorted();
		expect(names).toEqual([
			'critical.csv',
			'nudge-candidates.csv',
			'rejected-rows.csv',
			'report.html',
			'shared-passwords.csv',
			'summary.csv',
			'summary.json',
		]);
		for (const name of names) expect(statSync(join(run.out, name)).mode & 0o777).toBe(0o600);
	});

	it('the printed summary starts with the match rate, and says what a match does not mean', async () => {
		const setup = makeSetup();
		const rows = smallTable(setup).split('\n');
		const whole = rows.filter((row) => /,[0-9A-Fa-f]{40}$|SHA1$/.test(row)).join('\n');
		const { stdout } = await setup.backtest(setup.write('users.csv', whole));
		expect(stdout.split('\n')[0]).toBe('80.0 % of the accounts have a password that is public');
		expect(stdout).toContain('4 of 5 accounts; the store covers 100.0 % of those checked');
		expect(stdout).toContain('not that the account was taken');
	});

	it('a back-test reads the same table from a file, gzip or stdin, in any CSV dialect', async () => {
		const setup = makeSetup();
		const rows = parse(smallTable(setup), { relax_column_count: true }) as string[][];
		const written = (delimiter: string, lineEnd: string) =>
			rows
				.map((row) =>
					row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter),
				)
				.join(lineEnd);
		const variants: [string, string | Buffer][] = [
			['semicolon.csv', written(';', '\r\n')],
			['tab.tsv', written('\t', '\n')],
			['pipe.csv', `\uFEFF${written('|', '\n')}\n`],
			['comma.csv', `${written(',', '\r\n')}\r\n`],
			['gzipped.csv.gz', gzipSync(written(',', '\n'))],
		];
		const reference = await setup.backtest(setup.write('users.csv', smallTable(setup)));
		const lists = (out: string) =>
			['critical.csv', 'nudge-candidates.csv', 'rejected-rows.csv'].map((name) =>
				textOf(out, name),
			);
		for (const [name, content] of variants) {
			const run = await setup.backtest(setup.write(name, content), '--max-rejected', '40');
			expect({ name, code: run.code }).toEqual({ name, code: 0 });
			expect(lists(run.out)).toEqual(lists(reference.out));
			// Every stream is first written to a file, so the other forms are tested only in CI.
			if (!THOROUGH && !/pipe|gz/.test(name)) continue;
			const out = join(setup.folder, `stdin-${name}`);
			const args = ['backtest', '-', '--store', setup.store, '--out', out, '--max-rejected', '40'];
			const piped = await credcheckBinary(args, { stdin: Buffer.from(content) });
			expect({ name, code: piped.code }).toEqual({ name, code: 0 });
			expect(lists(out)).toEqual(lists(reference.out));
		}
	});

	it('a report is the same for any number of threads, memory and form of input', async () => {
		const size = THOROUGH ? 200_000 : 3000;
		const setup = makeSetup();
		const passwords = ['tulip', 'letmein', 'hunter2', 'swordfish', ''];
		/** Rows that are unusable or take the slower path. */
		const odd: readonly string[] = [
			'x,"note ""quoted""",',
			'x,"two\nlines",password',
			'"x"y,broken,',
			'x,too,many,cells',
			`x,"a, b",${sha1('tulip')}`,
		];
		/** How many other hashes there are. */
		const others = size / 5;
		const lines = Array.from({ length: size }, (_, row) => {
			if (row % ODD_EVERY === 0) return odd[row % odd.length] as string;
			const known = row % 5 === 0;
			const hash = known
				? sha1(passwords[(row / 5) % 5] as string)
				: setup.unknownHash(`${row % others}`);
			return `${row},user ${row} of many more,${row % 2 === 0 ? hash : hash.toLowerCase()}`;
		});
		const text = ['id,note,sha1', ...lines].join('\n');
		const accounts = setup.write('users.csv', text);
		const zipped = setup.write('users.csv.gz', gzipSync(text));
		const refKey = join(setup.folder, 'ref.key');
		let reports = 0;
		const run = async (table: string, options: Partial<BacktestOptions>) => {
			reports += 1;
			const out = join(setup.folder, `out-${reports}`);
			const phases = new Set<string>();
			await backtest(
				{ accounts: table, store: setup.store, out, refKey, ...options },
				{ onProgress: ({ phase }) => phases.add(phase) },
			);
			// With more than one batch, distinct hashes are counted in another pass.
			expect(phases.has('counting')).toBe(options.memory !== AMPLE);
			return contentsOf(out);
		};
		const reference = await run(accounts, { workers: 1, memory: AMPLE });
		const odds = Array.from({ length: size }, (_, row) => row).filter(
			(row) => row % ODD_EVERY === 0,
		);
		const usable = odds.filter((row) => row % odd.length === 4).length;
		const plain = Array.from({ length: size }, (_, row) => row).filter(
			(row) => row % ODD_EVERY !== 0,
		);
		const matching = plain.filter((row) => row % 5 === 0).length;
		const clean = new Set(plain.filter((row) => row % 5 !== 0).map((row) => row % others));
		expect(reference).toMatchObject({
			figures: {
				input: { rows: size, checked: plain.length + usable },
				matched: matching + usable,
				emptyPasswords: plain.filter((row) => row % 25 === 20).length,
				distinctHashes: clean.size + passwords.length,
			},
		});
		// Several batches, and as many passes to count distinct hashes.
		expect(await run(zipped, { ...SMALL, workers: 3 })).toEqual(reference);
		// Of a hash that is not seen often enough, the list of shared passwords says that it was not found.
		const often = await run(accounts, { workers: 1, memory: AMPLE, minCount: 5 });
		expect(await run(accounts, { ...SMALL, workers: 1, minCount: 5 })).toEqual(often);
		// One change at a time, so that a failure shows which of them matters.
		if (THOROUGH) {
			expect(await run(accounts, { ...SMALL, workers: 1 })).toEqual(reference);
			expect(await run(accounts, { ...SMALL, workers: 5 })).toEqual(reference);
		}
		const out = join(setup.folder, 'piped');
		const at = ['--store', setup.store, '--out', out, '--ref-key', refKey];
		const args = ['backtest', '-', ...at, '--memory', '1M'];
		expect((await credcheckBinary(args, { stdin: text })).code).toBe(0);
		expect(contentsOf(out)).toEqual(reference);
	});

	it.each(['0', '256', '0.5M', '1T', 'abc', '-5M', ''])(
		'a back-test exits 2 for --memory %j',
		async (size) => {
			const run = await credcheck(['backtest', 'users.csv', `--memory=${size}`]);
			expect(run.code).toBe(2);
			expect(run.stderr).toContain('--memory must be a number with the unit M or G');
		},
	);

	it('a back-test finds each matching account and no other in a table with all prefixes', async () => {
		const setup = makeSetup();
		const known = Object.entries(KNOWN).filter(([password]) => password !== '');
		/** The count of the hash in every hundredth row; the others have unique hashes. */
		const countAt = (row: number) => known[(row / 100) % known.length]?.[1] ?? 0;
		const hashAt = (row: number) => {
			if (row % 100 === 0) return sha1(known[(row / 100) % known.length]?.[0] as string);
			const prefix = ((row * 2_654_435) % 2 ** 20).toString(16).padStart(5, '0');
			return prefix.toUpperCase() + row.toString(16).toUpperCase().padStart(35, '0');
		};
		// The number of ranges needed is about the size, and no multiple of a thread's batch.
		const settings = [[], ['--workers', '3'], ['--memory', '1M']];
		const sizes = THOROUGH ? [130_000, 300_000] : [20_000];
		for (const size of sizes) {
			const lines = Array.from({ length: size }, (_, row) => `${row},${hashAt(row)}`);
			const accounts = setup.write('users.csv', ['id,sha1', ...lines].join('\n'));
			for (const flags of size > 200_000 ? settings.slice(0, 1) : settings) {
				const run = await setup.backtest(
					accounts,
					'--allow-partial',
					'--json',
					'--quiet',
					'--exact-counts',
					...flags,
				);
				const isUnknown =
					/^warning: the lists have exact counts .*\n(?:hint: .*\n)+warning: [\d,]+ of [\d,]+ accounts could not be looked up.*\nhint: .*\n$/;
				expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(isUnknown) });
				const found = Array.from({ length: size / 100 }, (_, index) => index * 100);
				const rows = rowsOf(run.out, 'nudge-candidates.csv').map((row) => [
					Number(row['account_id']),
					Number(row['breach_count']),
				]);
				expect(rows).toEqual(found.map((row) => [row, countAt(row)]));
				expect(onlyJson(run.stdout)).toMatchObject({
					input: { rows: size, checked: size },
					matched: found.length,
					thresholds: expect.arrayContaining([
						{
							minCount: 100,
							matched: found.filter((row) => countAt(row) >= 100).length,
							matchRate: expect.any(Number),
						},
					]),
					distinctHashes: size - found.length + known.length,
					sharedHashes: found.length,
				});
			}
		}
	});

	it('--min-count limits matches to hashes with at least that count', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		const run = await setup.backtest(accounts, '--min-count', '8', '--json');
		expect(onlyJson(run.stdout)).toMatchObject({
			matched: 2,
			verdicts: { CRITICAL: 0, HIGH: 2, CLEAN: 3 },
			thresholds: expect.arrayContaining([{ minCount: 1, matched: 4, matchRate: 0.8 }]),
		});
	});

	it('missing ranges exit 12; with --allow-partial their accounts are UNKNOWN', async () => {
		const setup = makeSetup();
		const missing = `00000${'1'.repeat(35)}`;
		const accounts = setup.write(
			'users.csv',
			`id,sha1\n1,${sha1('tulip')}\n2,${missing}\n3,${setup.unknownHash('3')}\n4,${missing}\n`,
		);
		const refused = await setup.backtest(accounts, '--json');
		expect(refused.code).toBe(12);
		expect(onlyJson(refused.stderr)).toMatchObject({
			code: 'STORE_PARTIAL',
			message: 'the store lacks 1 range that 2 of 4 accounts need',
			hint: expect.stringContaining('sync --for'),
		});
		expect(existsSync(refused.out)).toBe(false);

		const partial = await setup.backtest(accounts, '--allow-partial', '--json');
		expect(partial.code).toBe(0);
		const words = await setup.backtest(accounts, '--allow-partial');
		expect(words.stdout).toMatch(/^50.0 % of the accounts that could be looked up/);
		expect(words.stdout).toContain('the rate is between 25.0 % and 75.0 %');
		expect(onlyJson(partial.stdout)).toMatchObject({
			matched: 1,
			matchRate: 0.5,
			matchRateBounds: [0.25, 0.75],
			verdicts: { HIGH: 1, CLEAN: 1, UNKNOWN: 2 },
			store: { coverage: 0.5 },
		});
	});

	it('a rate above --fail-over exits 1, and the report is still written; an equal rate passes', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		const allowed = ['--max-rejected', '37.5'];
		const above = await setup.backtest(accounts, ...allowed, '--fail-over', '79.9', '--json');
		expect(above.code).toBe(1);
		expect(onlyJson(above.stderr.split('\n').at(-2) as string)).toMatchObject({
			code: 'THRESHOLD_EXCEEDED',
			exitCode: 1,
		});
		expect(onlyJson(above.stdout)).toMatchObject({ matchRate: 0.8 });
		expect(existsSync(join(above.out, 'summary.json'))).toBe(true);
		expect((await setup.backtest(accounts, ...allowed, '--fail-over', '80')).code).toBe(0);
	});

	it.each([
		['bcrypt', '$2b$12$abcdefghijklmnopqrstuuN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p', 'bcrypt'],
		['32 hex digits', 'D41D8CD98F00B204E9800998ECF8427E', 'NTLM or MD5'],
		[
			'64 hex digits',
			'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855',
			'SHA-256',
		],
		['base64', '2jmj7l5rSw0yVb/vlWAYkK/YBwk8AAAA', 'base64'],
	])(
		'a back-test refuses a column of %s, and names the kind of hash without showing any cell',
		async (_what, cell, name) => {
			const setup = makeSetup();
			const accounts = setup.write('users.csv', `id,password_hash\n1,${cell}\n2,${cell}\n`);
			for (const flags of [[], ['--hash-column', 'password_hash', '--verbose']]) {
				const run = await setup.backtest(accounts, ...flags);
				expect(run.code).toBe(4);
				expect(run.stderr).toContain(name);
				expect(run.stderr).not.toContain(cell);
				expect(existsSync(run.out)).toBe(false);
			}
		},
	);

	it.each([
		['a missing file', undefined, 'no such file'],
		['an empty file', '', 'is empty'],
		['a table without hashes', 'id,plan\n1,free\n', 'no column with SHA-1 hashes'],
		['a table without ids', `plan,sha1\nfree,${sha1('tulip')}\n`, 'no column with the account id'],
		['a table without a header', '1,jane@example.org\n2,joe@example.org\n', 'not column names'],
		[
			'truncated gzip',
			gzipSync(`id,sha1\n${`1,${sha1('tulip')}\n`.repeat(99)}`).subarray(0, 90),
			'gzip',
		],
	])('a back-test exits 4 for %s', async (_what, content, message) => {
		const setup = makeSetup();
		const accounts = join(setup.folder, 'users.csv');
		if (content !== undefined) writeFileSync(accounts, content);
		const run = await setup.backtest(accounts, '--json');
		expect(run.code).toBe(4);
		expect(onlyJson(run.stderr)).toMatchObject({ code: 'INPUT', exitCode: 4 });
		expect(run.stderr).toContain(message);
		expect(run.stderr).not.toContain(sha1('tulip'));
	});

	it('a back-test finds the hash column by content when no header names it, and reports which one', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,note,secret\n1,x,${sha1('tulip')}\n2,y,\n`);
		const run = await setup.backtest(accounts, '--json');
		expect(onlyJson(run.stdout)).toMatchObject({
			matched: 1,
			input: { checked: 1, rejected: 1, columns: { hash: 'secret', id: 'id', email: null } },
			report: run.out,
		});
		const words = await setup.backtest(accounts);
		expect(words.stdout).toContain('hash "secret", id "id"');
	});

	it('a back-test overwrites a report only with --force, and never leaves half of one', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		const { out } = await setup.backtest(accounts);
		const before = textOf(out, 'summary.json');
		const again = (...flags: string[]) =>
			credcheck(['backtest', accounts, '--store', setup.store, '--out', out, '--json', ...flags]);

		const refused = await again();
		expect(refused.code).toBe(5);
		expect(onlyJson(refused.stderr)).toMatchObject({ code: 'OUTPUT', exitCode: 5 });
		setup.write('users.csv', 'id,sha1\n1,nonsense\n');
		expect((await again('--force')).code).toBe(4);
		expect(textOf(out, 'summary.json')).toBe(before);
		expect(readdirSync(out)).toHaveLength(7);

		setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		expect((await again('--force')).code).toBe(0);
		expect(summaryOf(out)).toMatchObject({
			matchRate: 1,
		});
	});

	it('a back-test exits 5 when the report folder cannot be made', async () => {
		const setup = makeSetup();
		const file = setup.write('file', '');
		const accounts = setup.write('users.csv', smallTable(setup));
		const run = await setup.backtest(accounts, '--out', join(file, 'report'));
		expect(run.code).toBe(5);
	});

	it('a back-test reads a table that starts with the sep= line of a spreadsheet', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `sep=;\r\nid;sha1\r\n1;${sha1('tulip')}\r\n`);
		const run = await setup.backtest(accounts, '--json');
		expect(onlyJson(run.stdout)).toMatchObject({ matched: 1, input: { rows: 1 } });
	});

	it('a row that is not UTF-8 is rejected, so that no wrong account is listed', async () => {
		const setup = makeSetup();
		const text = `id,sha1\nj\u00fcrgen,${sha1('tulip')}\njan,${sha1('tulip')}\n`;
		const run = await setup.backtest(setup.write('users.csv', Buffer.from(text, 'latin1')));
		expect(textOf(run.out, 'rejected-rows.csv')).toBe('row,reason\n1,not_utf8\n');
		expect(rowsOf(run.out, 'nudge-candidates.csv')).toMatchObject([{ account_id: 'jan' }]);
	});

	it('the error for a table without a header shows none of its cells', async () => {
		const setup = makeSetup();
		for (const content of ['hunter2\nletmein\n', 'u1,alice,hunter2\nu2,bob,letmein\n']) {
			const run = await setup.backtest(setup.write('users.csv', content));
			expect(run.code).toBe(4);
			expect(run.stderr).toContain('it may be data');
			expect(run.stderr).not.toMatch(/hunter2|alice/);
		}
	});

	it('a table whose rows do not fit its header is refused as ragged', async () => {
		const setup = makeSetup();
		const row = `1,${sha1('tulip')},,x\n`;
		const run = await setup.backtest(setup.write('users.csv', `id,sha1\n${row}${row}`));
		expect(run.code).toBe(4);
		expect(run.stderr).toContain('rejected as ragged_row');
		expect(run.stderr).toContain(remedyOf('ragged_row'));
	});

	it.each([
		['--breached-emails', ['--breached-emails', 'none.txt'], 'a column of email addresses'],
		['--names', ['--names'], 'no column with names'],
	])('%s without its column exits 4 before anything is written', async (_flag, flags, message) => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const key = join(setup.folder, 'new.key');
		mkdirSync(join(setup.folder, 'taken'));
		writeFileSync(join(setup.folder, 'taken', 'summary.json'), '{}');
		const out = ['--out', join(setup.folder, 'taken'), '--ref-key', key];
		const run = await setup.backtest(accounts, ...flags, ...out);
		expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining(message) });
		expect(existsSync(key)).toBe(false);
	});

	it('--breached-emails warns about lines that are not addresses, and about an empty list', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		const some = setup.write('some.txt', 'ann@example.com\nbob@example.com:secret\n');
		const run = await setup.backtest(accounts, '--breached-emails', some, '--max-rejected', '40');
		expect(run.code).toBe(0);
		expect(run.stderr).toMatch(/skipped entries of .* that are not email addresses: 1$/m);
		expect(run.stderr).not.toContain('secret');
		const empty = await setup.backtest(accounts, '--breached-emails', setup.write('none.txt', ''));
		expect(empty.stderr).toContain('contains no email addresses');
	});

	it('--keep refuses a column whose name the lists already use', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,row,sha1\n1,x,${sha1('tulip')}\n`);
		expect((await setup.backtest(accounts, '--keep', 'row')).code).toBe(2);
	});

	it('kept columns have every hash redacted, in any spelling', async () => {
		const setup = makeSetup();
		const [hash, other] = [sha1('tulip'), sha1('letmein')];
		const base64 = Buffer.from(hash, 'hex').toString('base64');
		const spaced = hash.replace(/(.{4})/g, '$1 ');
		const accounts = setup.write(
			'users.csv',
			`id,note,sha1\n1,was ${other},${hash}\n2,${base64},${hash}\n3,${spaced},${hash}\n4,fine,${hash}\n`,
		);
		const run = await setup.backtest(accounts, '--keep', 'note');
		const notes = rowsOf(run.out, 'nudge-candidates.csv').map(({ note }) => note);
		expect(notes).toEqual(['[hash]', '[hash]', '[hash]', 'fine']);
	});

	it('redaction leaves ids and long cells that are not hashes as they are', async () => {
		const setup = makeSetup();
		const id = createHash('sha256').update('id').digest('hex');
		const phones = '0041791234567 0041791234568 0041791234569 0041791234570';
		const accounts = setup.write('users.csv', `id,note,sha1\n${id},${phones},${sha1('tulip')}\n`);
		const run = await setup.backtest(accounts, '--keep', 'note');
		expect(rowsOf(run.out, 'nudge-candidates.csv')).toMatchObject([
			{ account_id: id, note: phones },
		]);
	});

	it('a back-test never writes an input hash, even from a kept column', async () => {
		const setup = makeSetup();
		const hash = sha1('tulip');
		const accounts = setup.write(
			'users.csv',
			`id,note,sha1\n1,was ${hash.toLowerCase()},${hash}\n`,
		);
		const run = await setup.backtest(accounts, '--keep', 'note', '--verbose');
		const written = readdirSync(run.out).map((name) => textOf(run.out, name));
		const everything = [run.stdout, run.stderr, ...written].join('').toUpperCase();
		expect(everything).not.toContain(hash);
		expect(everything).toContain('[HASH]');
		expect((await setup.backtest(accounts, '--keep', 'sha1')).code).toBe(2);
	});

	it('a damaged range that the accounts need exits 3, and no report is written', async () => {
		const setup = makeSetup();
		flipBit(setup.store, Number.parseInt(sha1('tulip').slice(0, 5), 16), 40);
		const run = await setup.backtest(setup.write('users.csv', smallTable(setup)), '--json');
		expect(run.code).toBe(3);
		expect(onlyJson(run.stderr)).toMatchObject({
			code: 'INCOMPLETE',
			hint: expect.stringContaining('verify --repair'),
		});
		expect(existsSync(run.out)).toBe(false);
	});

	it('a damaged store file is never reported as a bug', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		const whole = readFileSync(setup.store);
		for (let page = 1; page * 16_384 < whole.length; page += 1) {
			const damaged = Buffer.from(whole);
			damaged.fill(0xff, page * 16_384, page * 16_384 + 4);
			writeFileSync(setup.store, damaged);
			const runs = [
				await setup.backtest(accounts, '--max-rejected', '40'),
				await credcheck(['verify', '--store', setup.store]),
				await credcheck(['status', '--store', setup.store]),
			];
			for (const { code, stderr } of runs) {
				expect({ page, code: code === 0 || code === 3 || code === 10, stderr }).toEqual({
					page,
					code: true,
					stderr: expect.not.stringContaining('bug'),
				});
			}
		}
	});

	it.each([
		['no store at all', undefined],
		['an empty file', ''],
		['a text file', 'user_id,sha1\n1,2\n'],
	])('a back-test exits 10 for %s and does not change it', async (_what, content) => {
		const setup = makeSetup();
		const store = join(setup.folder, 'other.sqlite');
		if (content !== undefined) writeFileSync(store, content);
		const accounts = setup.write('users.csv', smallTable(setup));
		const run = await credcheck([
			'backtest',
			accounts,
			'--store',
			store,
			'--out',
			join(setup.folder, 'report'),
			'--json',
		]);
		expect(run.code).toBe(10);
		expect(onlyJson(run.stderr)).toMatchObject({ code: 'STORE_MISSING', exitCode: 10 });
		if (content === undefined) expect(existsSync(store)).toBe(false);
		else expect(readFileSync(store, 'utf8')).toBe(content);
	});

	it('the report folder is named after the current time when --out is not given', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', smallTable(setup));
		mkdirSync(join(setup.folder, 'work'));
		const accepted = ['--max-rejected', '40'];
		const run = await credcheckBinary(['backtest', accounts, '--store', setup.store, ...accepted], {
			cwd: join(setup.folder, 'work'),
		});
		expect(run.code).toBe(0);
		expect(readdirSync(join(setup.folder, 'work'))).toEqual([
			expect.stringMatching(/^credcheck-report-\d{8}T\d{6}Z$/),
		]);
	});

	it('a table without rows is reported as nothing checked, not as an error or an all-clear', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(setup.write('users.csv', 'id,sha1\n'), '--json');
		expect(run.code).toBe(0);
		expect(run.stderr).toContain('the table has no rows');
		expect(onlyJson(run.stdout)).toMatchObject({
			input: { rows: 0, checked: 0 },
			matchRate: 0,
			matchRateBounds: [0, 0],
		});
	});
});
