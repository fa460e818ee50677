import { expect, it } from 'vitest';
import { type ListedEvidence, listColumns, writeEvidence } from '../../src/lists/candidate-list.ts';
import { CsvBytes } from '../../src/output/csv-writer.ts';
import { type Candidacy, judge } from '../../src/verdict/matrix.ts';

const ALWAYS =
	'account_id,verdict,action,reasons,breach_count,tier,email_breached,row,credential_ref';
const REF = '0123456789abcdef0123456789abcdef';

const evidence: ListedEvidence = {
	count: 42,
	emailBreached: 'no',
	row: 7,
	credentialRef: Uint32Array.of(0x01234567, 0x89abcdef, 0x01234567, 0x89abcdef),
	sinceLast: undefined,
	nameInPassword: undefined,
};

/** What stands of an account between its id and what is kept of it. */
function written(own: Partial<ListedEvidence>, named: 'yes' | 'no' = 'no'): string {
	const all = { ...evidence, ...own };
	const { emailBreached } = all;
	const candidacy = judge({ matched: all.count > 0, emailBreached, nameInPassword: named });
	const list = new CsvBytes(false);
	writeEvidence(list, candidacy as Candidacy, all);
	list.endRow();
	return Buffer.from(list.copy()).toString().trimEnd();
}

it('columns that options add stand behind those that are always there, and before the kept ones', () => {
	expect(listColumns({ sinceLast: false, names: false }, []).join()).toBe(ALWAYS);
	expect(listColumns({ sinceLast: true, names: true }, ['country', 'full name']).join()).toBe(
		`${ALWAYS},since_last,name_in_password,country,full name`,
	);
});

it('a row says what the account is a candidate for, and why', () => {
	expect(written({})).toBe(`HIGH,in_app_nudge,breached_password,42,10-99,no,7,${REF}`);
	expect(written({ emailBreached: 'yes', count: 12_345_678 })).toBe(
		`CRITICAL,revoke_session,breached_password,12345678,10000+,yes,7,${REF}`,
	);
});

it('a row says what the account was and of its name, where that was asked', () => {
	expect(written({ sinceLast: 'still', nameInPassword: 'no' })).toMatch(/,still,no$/);
	expect(written({ nameInPassword: 'not_checked' })).toMatch(new RegExp(`,${REF},not_checked$`));
});

it('a candidate for its name alone has a count of 0 and no tier', () => {
	expect(written({ count: 0, nameInPassword: 'yes' }, 'yes')).toBe(
		`HIGH,in_app_nudge,name_in_password,0,,no,7,${REF},yes`,
	);
});

it('an account without an id has no reference', () => {
	expect(written({ credentialRef: undefined })).toMatch(/,7,$/);
});
