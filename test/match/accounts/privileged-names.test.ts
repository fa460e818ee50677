import { describe, expect, it } from 'vitest';
import { PrivilegedNames } from '../../../src/match/accounts/privileged-names.ts';

/** An account as a row has it: `CORP\ann` or `ann`, and perhaps an id. */
function account(name: string, id = '') {
	const [domain, user] = name.includes('\\') ? name.split('\\') : ['', name];
	return { id, domain: domain as string, user: user as string };
}

function isNamed(entry: string, name: string, id?: string): boolean {
	return new PrivilegedNames([entry]).entriesOf(account(name, id)).length > 0;
}

describe('a list of privileged accounts', () => {
	it.each([
		['ann', 'ann'],
		['Ann', 'ANN'],
		['  ann\t', 'ann'],
		['ann', String.raw`CORP\ann`],
		[String.raw`CORP\ann`, String.raw`corp\Ann`],
		// The table has no domain: it may be any.
		[String.raw`CORP\ann`, 'ann'],
		['ann@corp.example.com', 'ann'],
		// The DNS name of a domain, and its NetBIOS name.
		[String.raw`CORP\ann`, String.raw`corp.example.com\ann`],
		[String.raw`corp.example.com\ann`, String.raw`CORP\ann`],
		['ann@corp.example.com', String.raw`CORP\ann`],
	])('that has %s names the account %s', (entry, name) => {
		expect(isNamed(entry, name)).toBe(true);
	});

	it.each([
		['ann', 'anna'],
		[String.raw`CORP\ann`, String.raw`LAB\ann`],
		[String.raw`child.corp.example.com\ann`, String.raw`corp.example.com\ann`],
		[String.raw`sales.one.example\ann`, String.raw`sales.two.example\ann`],
		['ann@corp.example.com', String.raw`LAB\ann`],
		[String.raw`CORP\ann`, String.raw`CORP\bob`],
	])('that has %s does not name the account %s', (entry, name) => {
		expect(isNamed(entry, name)).toBe(false);
	});

	it('names accounts by their id, whatever that is', () => {
		expect(isNamed('1103', '', '1103')).toBe(true);
		expect(isNamed(String.raw`CORP\ann:1103`, 'ann', String.raw`corp\ann:1103`)).toBe(true);
		expect(isNamed('ann@example.com', '', 'Ann@Example.com')).toBe(true);
		expect(isNamed('1103', '', '11030')).toBe(false);
	});

	it('says which of its entries name an account, so that the others are known to be missing', () => {
		const names = new PrivilegedNames(['ann', 'bob', String.raw`CORP\ann`, 'ANN']);
		expect(names.entriesOf(account(String.raw`CORP\ann`)).toSorted()).toEqual([0, 2, 3]);
		expect(names.entriesOf(account(String.raw`LAB\bob`))).toEqual([1]);
		expect(names.entriesOf(account('carl'))).toEqual([]);
	});
});
