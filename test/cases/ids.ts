/** Tables whose account ids are spoilt, missing or repeated, and lists for `--exclude` that do not fit them. */

import { sha1 } from '../support/ranges.ts';
import { type Case, isRead, isRefused } from './case.ts';
import { MATCHED, PEOPLE, type Person, tableOf } from './people.ts';

/** Each person as many times as `rows` says: with their orders, or with their earlier passwords. */
function repeated(
	header: string,
	rows: (person: Person, index: number) => readonly string[],
): string {
	return [header, ...PEOPLE.flatMap(rows), ''].join('\n');
}

/** Persons whose index is a multiple of three have an old password as well, before or after the present one. */
function history(old: string, now: string): string {
	return repeated('user_id,sha1,changed_at', ({ id, hash }, index) => {
		const present = `${id},${hash},${now}`;
		const former = `${id},${sha1('tulip')},${old}`;
		if (index % 3 > 0) return [present];
		return index === 3 ? [present, former] : [former, present];
	});
}

const JOINED = ['1001', '1001', '1001', '1002', '1003', '1004', '1004', '1004', '1005'];

/** The ids as a spreadsheet shows numbers of twenty digits. */
const ROUNDED = MATCHED.map(() => '8.96529E+19');

const plain = tableOf('user_id,sha1', ({ id, hash }) => `${id},${hash}`);
const padded = tableOf('user_id,sha1', ({ id, hash }) => `000${id},${hash}`);
const named = tableOf('username,sha1', ({ id, hash }) => `Anna${id},${hash}`);

export const IDS: readonly Case[] = [
	isRead(
		'joined with its orders: an account in several rows',
		repeated('user_id,sha1,order', ({ id, hash }, index) =>
			(index % 3 === 0 ? [1, 2, 3] : [1]).map((order) => `${id},${hash},${order}`),
		),
		{
			candidates: JOINED,
			says: [
				/^warning: 3 account ids are in 9 rows: the figures count rows, so these accounts count more than once\nhint: export each account once\nhint: .*--id-column\n$/,
			],
		},
	),
	isRead(
		'of which two exports were put together',
		`${plain}${plain.split('\n').slice(1).join('\n')}`,
		{
			candidates: [...MATCHED, ...MATCHED],
			says: [/^warning: 7 account ids are in 14 rows: /],
		},
	),
	isRead('with earlier passwords, without --changed-column', history('2019-01-01', '2024-01-01'), {
		candidates: ['1001', '1001', '1002', '1003', '1004', '1004', '1005', '1007'],
		says: [
			/^warning: 3 account ids are in 6 rows: .*\nhint: .* newest row of each with --changed-column\nhint: .*--id-column\n$/,
		],
	}),
	...[
		['2019-01-01', '2024-01-01'],
		['2019-12-31 23:59:59', '2020-01-01 00:00:00'],
		['2024-01-01T00:00:00+02:00', '2024-01-01T00:00:00Z'],
		['1546300800', '1704067200000'],
		['', '2024-01-01'],
		['NULL', '2024-01-01'],
	].map(([old = '', now = '']) =>
		isRead(
			`with earlier passwords, of ${JSON.stringify(old)} before ${JSON.stringify(now)}`,
			history(old, now),
			{
				flags: ['--changed-column', 'changed_at'],
				says: /\d/.test(old)
					? []
					: [/^warning: 3 of 6 rows of repeated ids have no time that can be read/],
			},
		),
	),
	isRead(
		'whose accounts changed from SHA-1 to bcrypt: the old hash is not that of their password',
		repeated('id,sha1,at', ({ id, hash }, index) => [
			`${id},${hash},2020-01-01`,
			...(index === 1
				? [`${id},$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy,2024-01-01`]
				: []),
		]),
		{
			flags: ['--changed-column', 'at'],
			candidates: MATCHED.filter((id) => id !== '1002'),
			rejected: { looks_like_bcrypt: 1 },
		},
	),
	isRefused(
		'of whose dates nobody knows which is the month',
		history('03/04/2024', '04/03/2024'),
		[
			/^error: the column "changed_at" has dates whose day and month cannot be told apart\nhint: .*2024-04-03/,
		],
		{ flags: ['--changed-column', 'changed_at'] },
	),
	isRefused(
		'whose column of times has none',
		history('first', 'second'),
		[/^error: the column "changed_at" contains no times that can be read\n/],
		{ flags: ['--changed-column', 'changed_at'] },
	),
	...['user_id', 'sha1'].map((column) => ({
		...isRefused(
			`whose column ${column} is given as that of times`,
			plain,
			[/^error: the column ".*" contains the (?:account ids|hashes), not the times of rows\n/],
			{ flags: ['--changed-column', column] },
		),
		expected: { code: 2, says: [/^error: /] },
	})),
	isRefused(
		'without ids, of which the newest rows are wanted',
		PEOPLE.map(({ hash }) => hash)
			.join('\n')
			.replace(/^/, 'sha1\n'),
		[/^error: the table has no column "at"/],
		{ flags: ['--changed-column', 'at'] },
	),
	isRead(
		'whose long ids a spreadsheet has rounded',
		tableOf('user_id,sha1', ({ hash }) => `8.96529E+19,${hash}`),
		{
			candidates: ROUNDED,
			says: [
				/^warning: 7 of 7 accounts have no usable id: 7 a rounded number, such as 8\.97E\+19\nhint: .*export them as text/,
				/by row; they have no credential_ref/,
			],
		},
	),
	isRead(
		'with words for no value in place of some ids',
		tableOf('user_id,sha1', ({ id, hash }, index) => {
			return `${['NULL', String.raw`\N`, '', '#N/A', id, id, id][index]},${hash}`;
		}),
		{
			candidates: ['NULL', String.raw`\N`, '', '#N/A', '1005'],
			says: [
				/^warning: 4 of 7 accounts have no usable id: 1 empty, 3 a word for no value, such as NULL\n/,
			],
		},
	),
	isRead(
		'of ids of eighteen digits that end in zeros, as a spreadsheet saves them',
		[
			'user_id,sha1',
			...Array.from(
				{ length: 12 },
				(_, row) => `${100_000 + row}1234567890000,${sha1(`no ${row}`)}`,
			),
			'',
		].join('\n'),
		{
			candidates: [],
			says: [
				/^warning: 12 of 12 account ids are long numbers with only zeros after the 15th digit\n/m,
			],
		},
	),
	isRead('of ids with leading zeros, and --exclude without them', padded, {
		others: { 'done.csv': 'account_id\n1001\n1002\n0001003\n9\n' },
		flags: ['--exclude', 'FOLDER/done.csv'],
		candidates: ['0001001', '0001002', '0001004', '0001005'],
		says: [
			/^warning: 3 of the 4 ids of --exclude are not in the table\nhint: 2 of these differ from an id in the table only in leading zeros/m,
		],
	}),
	isRead('of ids without leading zeros, and --exclude with them', plain, {
		others: { 'done.txt': '0001001\n0001002\n1003\n' },
		flags: ['--exclude', 'FOLDER/done.txt'],
		candidates: ['1001', '1002', '1004', '1005'],
		says: [/^warning: 2 of the 3 ids of --exclude .*\nhint: 2 of these differ .* leading zeros/m],
	}),
	isRead('of user names, and --exclude in lower case', named, {
		others: { 'done.txt': 'anna1001\n  Anna1002  \nbert\n' },
		flags: ['--exclude', 'FOLDER/done.txt'],
		candidates: ['Anna1001', 'Anna1003', 'Anna1004', 'Anna1005'],
		says: [
			/^warning: 2 of the 3 ids of --exclude .*\nhint: 1 of these differs .* upper and lower case/m,
		],
	}),
	isRead('and --exclude with quoted ids, one of them of no candidate', plain, {
		others: { 'done.txt': '"1001"\n"1002"\n"1007"\n' },
		flags: ['--exclude', 'FOLDER/done.txt'],
		candidates: ['1003', '1004', '1005'],
	}),
	isRead(
		'with NULL in place of an id, and --exclude with NULL as well',
		tableOf('user_id,sha1', ({ id, hash }, index) => `${index === 0 ? 'NULL' : id},${hash}`),
		{
			others: { 'done.txt': 'NULL\n1002\n' },
			flags: ['--exclude', 'FOLDER/done.txt'],
			candidates: ['NULL', '1003', '1004', '1005'],
			says: [
				/^warning: 1 line of --exclude is no id/m,
				/^warning: 1 of 7 accounts has no usable id/m,
			],
		},
	),
];
