import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { BlockRows, type Row } from '../../src/table/csv/block-rows.ts';

import { type AccountsTable, openTable, type TableOptions } from '../../src/table/table.ts';
import { sha1 } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

const HASH = sha1('password');

async function open(content: string | Buffer, options: TableOptions = {}): Promise<AccountsTable> {
	const path = join(temporaryFolder(), 'users.csv');
	writeFileSync(path, content);
	const table = await openTable(path, SHA1, options);
	onTestFinished(() => table.close());
	return table;
}

async function rowsOf(table: AccountsTable): Promise<Row[]> {
	const all: Row[] = [];
	for await (const { bytes } of table.blocks()) {
		const rows = new BlockRows(bytes, table.dialect);
		while (rows.next()) all.push(rows.fault ?? rows.cells());
	}
	return all;
}

describe('a table', () => {
	it.each([',', ';', '\t', '|'])('a table is read with the delimiter %j', async (delimiter) => {
		const table = await open(['user_id', 'email', 'sha1\n1', 'a@b.c', `${HASH}\n`].join(delimiter));
		expect(table.header).toEqual(['user_id', 'email', 'sha1']);
		expect(table.columns).toEqual({
			id: 0,
			email: 1,
			hash: 2,
			keep: [],
			groupBy: [],
			evidence: [],
		});
	});

	it('a delimiter that is given is used, even if another is more frequent', async () => {
		const table = await open(`id;a,b,c,d;sha1\n1;x;${HASH}\n`, { delimiter: ';' });
		expect(table.header).toEqual(['id', 'a,b,c,d', 'sha1']);
	});

	it('the data rows of a table can be read more than once, without the header', async () => {
		const table = await open(`\uFEFF\r\nid,sha1\r\n1,${HASH}\r\n2,"${HASH}`);
		const rows = [['1', HASH], 'broken_quote'];
		expect(await rowsOf(table)).toEqual(rows);
		expect(await rowsOf(table)).toEqual(rows);
	});

	it('a table of a single column has a row for each empty line below the header', async () => {
		const table = await open(`\n\nsha1\n${HASH}\n\n${HASH}\n`);
		expect(await rowsOf(table)).toEqual([[HASH], [''], [HASH]]);
	});

	it('a table that is only a header has no rows', async () => {
		expect(await rowsOf(await open('id,sha1\n'))).toEqual([]);
	});
});

it.each<[string, string | Buffer]>([
	['empty', ''],
	['of empty lines', '\n\n\n'],
	['binary', Buffer.from('SQLite format 3\0', 'latin1')],
	['without a readable header', `id,"sha1\n1,${HASH}\n`],
])('a file that is %s is refused as a table', async (_, content) => {
	await expect(open(content)).rejects.toThrow(expect.objectContaining({ code: 'INPUT' }));
});
