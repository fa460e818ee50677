import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HashChecker, openChecker } from '../../src/lookup/check.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { parsePrefix } from '../../src/range/prefix.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { changedRange } from '../support/outcomes.ts';
import { rangesWith, sha1 } from '../support/ranges.ts';
import { flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

const PASSWORD = sha1('password');
const PREFIX = PASSWORD.slice(0, 5);

/** Makes a store with the range of `password`, and returns its path. */
function makeStore(): string {
	const path = join(temporaryFolder(), 'sha1.sqlite');
	const writer = openStoreForWriting(path, SHA1);
	const prefix = parsePrefix(PREFIX) as number;
	const body = rangesWith({ password: 12_345 }).get(PREFIX) ?? '';
	writer.record([changedRange(prefix, body)], 'test', 1);
	writer.close();
	return path;
}

function open(store: string): HashChecker {
	const checker = openChecker({ store });
	onTestFinished(() => checker.close());
	return checker;
}

describe('looking up one hash', () => {
	it('a check distinguishes a count, not found, a missing range, and a text that is not a hash', async () => {
		const checker = open(makeStore());
		const found = { kind: 'found', count: 12_345 };
		expect(await checker.check(PASSWORD)).toEqual(found);
		expect(await checker.check(` ${PASSWORD.toLowerCase()}\n`)).toEqual(found);
		const beside = PREFIX + sha1('another').slice(5);
		expect(await checker.check(beside)).toEqual({ kind: 'not_found' });
		expect(await checker.check(sha1('another'))).toEqual({ kind: 'not_held' });
		expect(await checker.check('password')).toEqual({ kind: 'not_a_hash' });
	});

	it('a check in a damaged range fails', async () => {
		const store = makeStore();
		flipBit(store, parsePrefix(PREFIX) as number, 20);
		await expect(open(store).check(PASSWORD)).rejects.toThrow(
			expect.objectContaining({ code: 'INCOMPLETE' }),
		);
	});

	it('a check proves the totals of the store, and again when the store has changed', async () => {
		const store = makeStore();
		const checker = open(store);
		expect(await checker.check(PASSWORD)).toMatchObject({ kind: 'found' });
		const database = openDatabase(store, {});
		database.exec("UPDATE tallies SET rows = rows + 1 WHERE name = 'checks'");
		database.close();
		const damaged = expect.objectContaining({ code: 'INCOMPLETE' });
		await expect(checker.check(PASSWORD)).rejects.toThrow(damaged);
		expect(() => openChecker({ store })).toThrow(damaged);
	});

	it('a check refuses a store that does not exist', () => {
		const store = join(temporaryFolder(), 'none.sqlite');
		expect(() => openChecker({ store })).toThrow(
			expect.objectContaining({ code: 'STORE_MISSING' }),
		);
	});
});
