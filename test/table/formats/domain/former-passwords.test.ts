import { describe, expect, it } from 'vitest';
import { readDomainLine } from '../../../../src/table/formats/domain/account-line.ts';
import { FormerPasswords } from '../../../../src/table/formats/domain/former-passwords.ts';

const HASHES = 'aad3b435b51404eeaad3b435b51404ee:8846f7eaee8fb117ad06bdd830b7586c:::';

/** The lines, without their hashes, that are former passwords. */
function formerAmong(lines: readonly string[], hashes = HASHES): string[] {
	const passwords = new FormerPasswords();
	return lines.filter((line) => {
		const read = readDomainLine(`${line}:${hashes}`);
		if (read.kind !== 'account') throw new Error(line);
		return passwords.isFormer(read.account);
	});
}

describe('former passwords', () => {
	it('have the RID of an account before them', () => {
		const lines = ['ann:1103', 'ann_history0:1103', 'bob:1104', 'ann_history1:1103'];
		expect(formerAmong(lines)).toEqual(['ann_history0:1103', 'ann_history1:1103']);
	});

	it('are not accounts that happen to be called so, which have a RID of their own', () => {
		const lines = ['ann:1103', 'art_history1:1104', 'art_history1_history0:1104'];
		expect(formerAmong(lines)).toEqual(['art_history1_history0:1104']);
	});

	it('are of one domain: another may have the same RID', () => {
		const lines = [String.raw`CORP\ann:1103`, String.raw`LAB\art_history1:1103`];
		expect(formerAmong(lines)).toEqual([]);
		const same = [String.raw`CORP\ann:1103`, String.raw`corp\ann_history0:1103`];
		expect(formerAmong(same)).toEqual([String.raw`corp\ann_history0:1103`]);
	});

	it('have the name of that account: two domains in one file may not be named', () => {
		const lines = ['ann:1103', 'art_history1:1103', 'ANN:1104', 'ann_history0:1104'];
		expect(formerAmong(lines)).toEqual(['ann_history0:1104']);
	});

	it('are known by the name alone where there are no RIDs', () => {
		const nt = '8846f7eaee8fb117ad06bdd830b7586c';
		expect(formerAmong(['ann', 'ann_history0'], nt)).toEqual(['ann_history0']);
	});

	it('are told in domains of any size and with any RIDs', () => {
		const rids = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 4_000_000_000);
		const accounts = rids.map((rid) => `user:${rid}`);
		const former = rids.map((rid) => `user_history0:${rid}`);
		const known = new Set(former);
		const own = rids.map((rid) => `user_history0:${rid + 1}`).filter((line) => !known.has(line));
		expect(formerAmong([...accounts, ...former, ...own])).toEqual(former);
	});
});
