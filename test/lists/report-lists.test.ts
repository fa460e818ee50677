import { expect, it, vi } from 'vitest';
import { candidateSchema, sharedSchema } from '../../src/lists/report-lists.ts';
import { RowFacts } from '../../src/lists/row-facts.ts';
import { openEncoder } from '../../src/output/list-encoder.ts';
import { titlesOf, writeRow } from '../../src/output/list-schema.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { BlockRows } from '../../src/table/csv/block-rows.ts';
import type { RowDialect } from '../../src/table/csv/row-scanner.ts';
import { type Answer, decide } from '../../src/verdict/matrix.ts';
import { sha1 } from '../support/ranges.ts';

const ALWAYS =
	'account_id,verdict,action,reasons,breach_count,tier,email_breached,row,credential_ref';
const DIALECT: RowDialect = { delimiter: ',', emptyLinesAreRows: false };
const HASH = { column: 1, kind: SHA1 };
/** Any key will do. */
const KEY = new Uint8Array(16);

interface Account {
	readonly count?: number;
	readonly email?: Answer;
	readonly name?: Answer;
	readonly sinceLast?: 'still';
	readonly hasIds?: boolean;
}

/** The schema of a list with these options, for a table of id, hash and country. */
function listOf({ email, name, sinceLast, hasIds = true }: Account) {
	const keep = [{ title: 'country', column: 2 }];
	return candidateSchema({
		copied: { id: hasIds ? 0 : undefined, kind: SHA1, keep },
		hasPrevious: sinceLast !== undefined,
		hasPrivileged: false,
		isDomain: false,
		facts: { emailBreached: email !== undefined, nameInPassword: name !== undefined },
		omitsCandidates: false,
		shownCounts: undefined,
	});
}

/** The row of a table of id, hash and country. */
function rowOf(id: string, hasIds = true): RowFacts {
	const cells = new BlockRows(Buffer.from(`${id},${sha1('tulip')},NL`), DIALECT, HASH);
	const ids = { id: hasIds ? 0 : undefined, kind: SHA1 };
	const row = new RowFacts(cells, 1, ids, hasIds ? KEY : undefined);
	row.row = 7;
	cells.next();
	cells.readHash(HASH, row.hash, 0);
	return row;
}

/** The account's row in the list, with REF in place of the reference. */
function written(account: Account): string {
	const { count = 42, email = 'not_checked', name = 'not_checked', hasIds = true } = account;
	const row = rowOf('u7', hasIds);
	Object.assign(row, { hasHash: true, count, sinceLast: account.sinceLast });
	Object.assign(row.facts, { emailBreached: email, nameInPassword: name });
	row.candidacy = decide(count > 0, row.facts);
	const list = openEncoder([], { plain: false, splitRows: undefined });
	writeRow(listOf(account), list, row);
	const text = Buffer.from(list.take(undefined, row.refs()).bytes).toString().trimEnd();
	return text.replace(/[0-9a-f]{32}/, 'REF');
}

it('columns added by options come after the fixed columns and before the kept ones', () => {
	expect(titlesOf(listOf({})).join()).toBe(`${ALWAYS},country`);
	expect(titlesOf(listOf({ sinceLast: 'still', name: 'no' })).join()).toBe(
		`${ALWAYS},since_last,name_in_password,country`,
	);
});

it('a list row gives the verdict, action, reasons, count and tier of the account', () => {
	expect(written({ email: 'no' })).toBe(
		'u7,HIGH,in_app_nudge,breached_password,42,10-99,no,7,REF,NL',
	);
	expect(written({ email: 'yes', count: 12_345_678 })).toBe(
		'u7,CRITICAL,revoke_session,breached_password,12345678,10000+,yes,7,REF,NL',
	);
});

it('a list row has since_last and name_in_password when they are requested', () => {
	expect(written({ sinceLast: 'still', name: 'no' })).toMatch(/,REF,still,no,NL$/);
	expect(written({ name: 'not_checked' })).toMatch(/,REF,not_checked,NL$/);
});

it('an account that is a candidate only because of its name has a count of 0 and no tier', () => {
	expect(written({ count: 0, name: 'yes', email: 'no' })).toBe(
		'u7,HIGH,in_app_nudge,name_in_password,0,,no,7,REF,yes,NL',
	);
});

it('an account without an id has no reference', () => {
	expect(written({ hasIds: false })).toMatch(/^,HIGH,.*,7,,NL$/);
});

it('an id is searched for its hash once, in however many lists it is', () => {
	const row = rowOf(`was ${sha1('tulip')}`);
	const hashText = vi.spyOn(row.cells, 'hashText');
	const list = openEncoder([], { plain: false, splitRows: undefined });
	const copied = { id: 0, kind: SHA1, keep: [] };
	for (const schema of [listOf({}), sharedSchema({ copied, hasPrivileged: false })]) {
		writeRow(schema, list, row);
	}
	const text = Buffer.from(list.take(undefined, row.refs()).bytes).toString();
	expect(text.match(/\[hash\]/g)).toHaveLength(2);
	expect(hashText).toHaveBeenCalledTimes(1);
});
