import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HASH_KINDS, SHA1 } from '../../src/range/kind.ts';
import { hasBytes } from '../support/find-bytes.ts';
import { HASH_WRITINGS } from '../support/hash-writings.ts';
import { hashOf } from '../support/ranges.ts';
import { rowsOf, summaryOf, textOf } from '../support/report.ts';
import { KNOWN, makeSetup } from '../support/setup.ts';

const PASSWORDS = Object.keys(KNOWN).filter((password) => password !== '');

/** A cell of CSV. */
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe.each(HASH_KINDS)('a table that has $title hashes in other columns', (kind) => {
	it(`no file has an account's own ${kind.title} hash, in whatever writing it is in the table`, async () => {
		const setup = makeSetup(kind);
		const hashes = PASSWORDS.map((password) => Buffer.from(hashOf(password, kind), 'hex'));
		const rows = Object.values(HASH_WRITINGS).flatMap(({ write, most = 2 }, at) =>
			[0, most].map((cut, which) => {
				const hash = hashes[(2 * at + which) % hashes.length] as Buffer;
				const text = write(hash);
				const note = `was ${text.slice(cut, text.length - cut)} once`;
				return [hash.toString('hex'), note, `${note} more`, text].map(quoted).join();
			}),
		);
		const table = setup.write('t.csv', `hash,id,note,plan\n${rows.join('\n')}\n`);
		const flags = ['--keep', 'note,plan', '--group-by', 'plan', '--json', '--max-rejected', '100'];
		const run = await setup.backtest(table, '--hash-column', 'hash', ...flags);
		expect(run).toMatchObject({ code: 0 });
		const listed = rowsOf(run.out, 'nudge-candidates.csv');
		// Others have a NUL, which no list can have.
		expect(listed.length).toBeGreaterThan(rows.length * 0.9);
		for (const { account_id, note, plan } of listed) {
			expect({ account_id, note, plan }).toEqual({
				account_id: '[hash]',
				note: '[hash]',
				plan: '[hash]',
			});
		}
		const texts = readdirSync(run.out).map((name) => textOf(run.out, name));
		for (const text of [...texts, run.stdout, run.stderr]) {
			for (const hash of hashes) expect(hasBytes(text, hash, kind.bytes - 2)).toBe(false);
		}
	});

	it(`the ${kind.title} hash of another account is in no kept cell, but may be an id`, async () => {
		const setup = makeSetup(kind);
		const [own, other] = [hashOf('tulip', kind), hashOf('letmein', kind).toLowerCase()];
		const table = setup.write(
			't.csv',
			`hash,id,note\n${own},${other},"was ${other}, see ticket"\n`,
		);
		const run = await setup.backtest(table, '--hash-column', 'hash', '--keep', 'note');
		expect(rowsOf(run.out, 'nudge-candidates.csv')).toMatchObject([
			{ account_id: other, note: '[hash]' },
		]);
	});
});

describe('--id-column', () => {
	const upper = (id: number) => hashOf(id % 2 === 0 ? 'tulip' : 'letmein', SHA1);

	it('exits 2 and writes nothing for a column that has the hashes in another spelling', async () => {
		const setup = makeSetup();
		const rows = Array.from({ length: 10 }, (_, id) => {
			return `${id},${upper(id)},0x${upper(id).toLowerCase()}\n`;
		});
		const table = setup.write('t.csv', `id,sha1,old\n${rows.join('')}`);
		const run = await setup.backtest(table, '--id-column', 'old');
		expect(run.code).toBe(2);
		expect(run.stderr).toMatch(
			/^error: the column "old" contains the hashes in another spelling .*\nhint: .*--id-column/,
		);
		expect(existsSync(run.out)).toBe(false);
	});

	it('warns of how many ids are [hash]', async () => {
		const setup = makeSetup();
		const ids = ['anna', `x-${upper(1)}`, `(${upper(0)})`];
		// In a range that the store has.
		const unknown = upper(0).slice(0, 5) + upper(1).slice(5);
		const rows = ids.map((id, at) => `${id},${upper(at)}\n`);
		// Both have this password, but are no candidates.
		rows.push(`1-${unknown},${unknown}\n`, `2-${unknown},${unknown}\n`);
		const run = await setup.backtest(setup.write('t.csv', `id,sha1\n${rows.join('')}`));
		expect(run.code).toBe(0);
		expect(run.stderr).toContain("2 candidates have the account's own hash");
		expect(summaryOf(run.out)['warnings']).toMatchObject([{ code: 'ids_redacted', doubt: false }]);
	});

	it('is not refused for a few rows whose ids all are the hash', async () => {
		const setup = makeSetup();
		const rows = Array.from({ length: 9 }, (_, id) => `${upper(id)},0x${upper(id)}\n`);
		const table = setup.write('t.csv', `sha1,old\n${rows.join('')}`);
		const run = await setup.backtest(table, '--id-column', 'old');
		expect(run.code).toBe(0);
		expect(run.stderr).toContain("9 candidates have the account's own hash");
	});
});

it('the oracle finds what the program has to', () => {
	const hash = Buffer.from(hashOf('tulip', SHA1), 'hex');
	const known = [
		'hex digits',
		'hex with colons',
		'C bytes',
		'decimal bytes',
		'signed bytes',
		'base64',
	];
	for (const name of [...known, 'base64url', 'base64 on two lines', 'base32', 'base32hex']) {
		const text = HASH_WRITINGS[name]?.write(hash) ?? '';
		expect(hasBytes(`id,note\n1,was ${text} once\n`, hash, 18)).toBe(true);
	}
	expect(hasBytes('id,note\n1,none\n', hash, 18)).toBe(false);
});
