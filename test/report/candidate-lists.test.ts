import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLists, writeEvidence } from '../../src/report/candidate-lists.ts';
import { CsvBytes } from '../../src/report/csv.ts';
import { ReportFolder } from '../../src/report/report-folder.ts';
import { type EmailBreached, judgeMatched } from '../../src/verdict/matrix.ts';

const HEADER = 'account_id,verdict,action,reasons,breach_count,tier,email_breached,row';

let out: string;

beforeEach(() => {
	out = mkdtempSync(join(tmpdir(), 'credcheck-lists-'));
});

afterEach(() => {
	rmSync(out, { recursive: true, force: true });
});

/** An account: its id, its count, its email and its kept cells. The n-th one stands in row n. */
type Account = readonly [id: string, count: number, email: EmailBreached, kept: readonly string[]];

function lists(keptColumns: readonly string[], accounts: readonly Account[]) {
	const folder = new ReportFolder(out, false);
	const writers = openLists(folder, keptColumns);
	accounts.forEach(([accountId, count, emailBreached, kept], at) => {
		const candidacy = judgeMatched(emailBreached);
		const row = new CsvBytes();
		row.text(accountId);
		writeEvidence(row, candidacy, { count, emailBreached, row: at + 1 });
		for (const cell of kept) row.text(cell);
		row.endRow();
		writers[candidacy.verdict].writeBytes(row.copy());
	});
	folder.publish();
	const lines = (name: string) => readFileSync(join(out, name), 'utf8').split('\n');
	return { critical: lines('critical.csv'), nudge: lines('nudge-candidates.csv') };
}

it('each candidate stands in the list of its action, in input order', () => {
	const { critical, nudge } = lists(
		[],
		[
			['u1', 1, 'not_checked', []],
			['u2', 12_345_678, 'yes', []],
			['u3', 42, 'no', []],
			['u4', 9, 'yes', []],
		],
	);
	expect(critical).toEqual([
		HEADER,
		'u2,CRITICAL,revoke_session,breached_password,12345678,10000+,yes,2',
		'u4,CRITICAL,revoke_session,breached_password,9,2-9,yes,4',
		'',
	]);
	expect(nudge).toEqual([
		HEADER,
		'u1,HIGH,in_app_nudge,breached_password,1,1,not_checked,1',
		'u3,HIGH,in_app_nudge,breached_password,42,10-99,no,3',
		'',
	]);
});

it('kept columns stand behind the others, under their own names', () => {
	const { nudge } = lists(['country', 'full name'], [['u1', 1, 'no', ['DE', 'Doe, Jo']]]);
	expect(nudge).toEqual([
		`${HEADER},country,full name`,
		'u1,HIGH,in_app_nudge,breached_password,1,1,no,1,DE,"Doe, Jo"',
		'',
	]);
});

it('a list without candidates is its header', () => {
	expect(lists([], [])).toEqual({ critical: [HEADER, ''], nudge: [HEADER, ''] });
});
