import { describe, expect, it, vi } from 'vitest';
import { WarningLog, warningsOf } from '../../src/backtest/warnings.ts';
import type { ProbeFound } from '../../src/doubts/probe.ts';
import { makeWarning } from '../../src/warning.ts';
import { type Figures, summaryFrom } from '../support/summary.ts';

const NOW = Date.UTC(2024, 6, 1);
const DAY = 86_400_000;

const NOTHING_FOUND: ProbeFound = {
	hashings: [],
	plain: 0,
	salts: [],
	saltNames: [],
	hashColumns: [],
};

/** @param found undefined if the table was not probed */
const warningsFrom = (figures: Partial<Figures>, found?: Partial<ProbeFound>) =>
	warningsOf(
		summaryFrom(figures),
		{ exclusions: undefined },
		found && { ...NOTHING_FOUND, ...found },
		NOW,
	);

describe('rejected rows', () => {
	const rejected = (rows: number, empty: number, ragged = 0) =>
		warningsFrom({
			rows,
			checked: rows - empty - ragged,
			counts: [[1, rows - empty - ragged]],
			rejectedByReason: new Map([
				['empty', empty],
				['ragged_row', ragged],
			]),
		});

	it.each([
		[0, undefined],
		[10, undefined],
		[11, 'rows_rejected'],
		[100, 'rows_rejected'],
		[101, 'too_many_rejected'],
		[999, 'too_many_rejected'],
	])('%d of 1,000 give the warning %s', (empty, code) => {
		expect(rejected(1000, empty)[0]?.code).toBe(code);
	});

	it('are warned of with the commonest reasons in plain words, and what allows them', () => {
		const [warning] = rejected(200, 60, 20);
		expect(warning).toMatchObject({
			doubt: true,
			message:
				'80 of 200 rows (40.0 %) were rejected, more than --max-rejected 10 allows: the figures are those of the rows that could be read',
		});
		expect(warning?.hints).toEqual([
			expect.stringMatching(/^empty \(60 rows\): the cell is empty .* without a password/),
			expect.stringMatching(/^ragged_row \(20 rows\): /),
			expect.stringMatching(/single sign-on.*--max-rejected 40$/),
		]);
		expect(rejected(200, 10, 60)[0]?.hints.at(-1)).toMatch(/^export these .*--max-rejected 35$/);
		expect(rejected(1000, 11)[0]).toMatchObject({
			doubt: false,
			message: '11 of 1,000 rows (1.1 %) were rejected and not checked',
		});
		expect(rejected(50, 1)[0]?.message).toBe('1 of 50 rows (2.0 %) was rejected and not checked');
	});
});

describe('too few matches', () => {
	const of = (accounts: number, matched: number, more: Partial<Figures> = {}) => ({
		rows: accounts,
		checked: accounts,
		counts: matched === 0 ? [] : [[1, matched] as const],
		...more,
	});

	it('are asked about, from 30 accounts on', () => {
		const [warning, ...others] = warningsFrom(of(30, 0), {});
		expect(others).toEqual([]);
		expect(warning).toMatchObject({
			code: 'no_match',
			doubt: true,
			message: 'not one of 30 accounts matched; in any population at least 5 % do',
		});
		expect(warning?.hints[0]).toBe('are these hashes the unsalted SHA-1 of each password alone?');
		expect(warning?.hints.join()).toMatch(/UTF-16.*pepper.*--expected-rate 0/);
		expect(warningsFrom(of(29, 0), {})).toEqual([]);
		expect(warningsFrom(of(400, 1), {})[0]).toMatchObject({
			code: 'few_matches',
			message: 'only 1 of 400 accounts matched; in any population at least 5 % do',
		});
		// Accounts that were not looked up cannot match.
		expect(warningsFrom(of(40, 0, { unknown: 11 }), {})).toEqual([]);
	});

	it('are those at a count of 1, whatever --min-count is', () => {
		expect(warningsFrom(of(400, 100, { minCount: 1000 }), {})).toEqual([]);
	});

	it('are called salted where no two of many accounts have the same hash', () => {
		const hints = (shared: number) => warningsFrom(of(500, 0, { shared }), {})[0]?.hints.join();
		expect(hints(0)).toContain('as if each had a salt of its own');
		expect(hints(2)).not.toContain('of its own');
	});

	it('are explained by a column named salt, even in a small table', () => {
		const [warning] = warningsFrom(of(3, 0), { saltNames: ['pw_salt'] });
		expect(warning).toMatchObject({
			code: 'salt_column',
			message: 'not one of 3 accounts matched; a column is named as if it had salts',
		});
		expect(warning?.hints.join()).toContain('the column "pw_salt"');
		expect(warningsFrom(of(3, 1), { saltNames: ['pw_salt'] })).toEqual([]);
	});

	it('are explained by another column of hashes, whose name is shown only if it is no data', () => {
		const [warning] = warningsFrom(of(30, 0), { hashColumns: ['old_hash', 'a@b.example'] });
		expect(warning?.hints.join()).toContain(
			'the columns "old_hash", (a name not shown) have such hashes',
		);
	});

	it('are a fact where common passwords were found in another form, in a table of any size', () => {
		const utf16 = {
			hashing: 'utf16le',
			accounts: 2,
			what: 'the SHA-1 of a common password in UTF-16',
		} as const;
		const crlf = { hashing: 'crlf', accounts: 1, what: 'one with a line end' } as const;
		expect(warningsFrom(of(9, 0), { hashings: [utf16, crlf] })).toMatchObject([
			{
				code: 'hashed_otherwise',
				doubt: true,
				message:
					'2 of 9 accounts have the SHA-1 of a common password in UTF-16; 1 has one with a line end; not one of 9 accounts matched',
			},
		]);
	});

	it('are the fault of the store where the table has plain hashes of common passwords', () => {
		const [warning] = warningsFrom(of(30, 0), { plain: 4 });
		expect(warning?.hints.join()).toContain('4 of them are, of a common password: the store');
	});

	it('are no question where not one account could be looked up: that is said instead', () => {
		const [warning, ...others] = warningsFrom(of(40, 0, { unknown: 40 }), {});
		expect(others).toEqual([]);
		expect(warning).toMatchObject({ code: 'nothing_looked_up', doubt: true });
	});
});

it('a back-test warns of a store that has not been updated for more than 45 days', () => {
	const aged = (days: number) =>
		warningsFrom({ newestCheck: NOW - days * DAY, oldestCheck: 0 }).map(({ message }) => message);
	expect(aged(46)).toEqual(['the store was last brought up to date 46 days ago']);
	expect(aged(45)).toEqual([]);
});

it('warnings are said as they are found, and kept with doubts first', () => {
	const onWarning = vi.fn();
	const log = new WarningLog(onWarning);
	const old = makeWarning('store_old', 'it is old');
	const few = makeWarning('no_match', 'nothing matched', ['is it salted?', 'or peppered?']);
	log.add(old);
	log.add(few);
	expect(onWarning.mock.calls).toEqual([
		['it is old', old],
		['nothing matched; is it salted?; or peppered?', few],
	]);
	expect(log.doubtsFirst()).toEqual([few, old]);
});
