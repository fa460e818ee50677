import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatPrefix } from '../../src/range/prefix.ts';
import { neededPrefixes } from '../../src/table/needed-prefixes.ts';
import { sha1 } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

it('a table needs the prefixes of the rows that have a hash, and no others', async () => {
	const path = join(temporaryFolder(), 'users.csv');
	const hash = fc.integer({ min: 0, max: 30 }).map((number) => sha1(`${number}`));
	const line = fc.oneof(
		hash.map((text) => ({ text: `1,${text}`, prefix: text.slice(0, 5) })),
		hash.map((text) => ({ text: `1, ${text.toLowerCase()} `, prefix: text.slice(0, 5) })),
		hash.map((text) => ({ text: `1"1,"0x${text}"`, prefix: text.slice(0, 5) })),
		// A ragged row, a hash cut short, an empty cell, a broken quote.
		hash.map((text) => ({ text: `1,${text},more`, prefix: undefined })),
		hash.map((text) => ({ text: `1,${text.slice(1)}`, prefix: undefined })),
		fc.constant({ text: '1,', prefix: undefined }),
		hash.map((text) => ({ text: `"1"1,${text}`, prefix: undefined })),
	);
	await fc.assert(
		fc.asyncProperty(hash, fc.array(line), async (first, lines) => {
			const texts = ['id,sha1', `1,${first}`, ...lines.map(({ text }) => text)];
			writeFileSync(path, texts.join('\n'));
			const expected = new Set([first.slice(0, 5), ...lines.flatMap(({ prefix }) => prefix ?? [])]);
			const needed = await neededPrefixes(path, {});
			expect([...needed].map(formatPrefix)).toEqual([...expected].toSorted());
			expect(needed.size).toBe(expected.size);
		}),
		{ numRuns: 60 },
	);
});

it('a table without a hash column is refused', async () => {
	const path = join(temporaryFolder(), 'users.csv');
	writeFileSync(path, 'id,name\n1,jane\n');
	await expect(neededPrefixes(path, {})).rejects.toThrow(
		expect.objectContaining({ code: 'INPUT' }),
	);
});

it('a table needs the same prefixes in every format, and says what was guessed', async () => {
	const folder = temporaryFolder();
	const hashes = ['a', 'b', 'c'].map(sha1);
	const prefixesOf = async (content: string | Buffer, options = {}, said: string[] = []) => {
		const path = join(folder, 'users');
		writeFileSync(path, content);
		const needed = await neededPrefixes(path, options, undefined, (line) => said.push(line));
		return [...needed].map(formatPrefix);
	};
	const expected = hashes.map((hash) => hash.slice(0, 5)).toSorted();
	const objects = hashes.map((hash) => `${JSON.stringify({ user: { sha1: hash } })}\n`).join('');
	expect(await prefixesOf(objects)).toEqual(expected);
	const utf16 = Buffer.from(
		`\uFEFFname:sha1\r${hashes.map((hash) => `x:${hash}\r`).join('')}`,
		'utf16le',
	);
	expect(await prefixesOf(utf16)).toEqual(expected);

	const rows = hashes.map((hash) => `x^y^${hash}\n`).join('');
	expect(await prefixesOf(rows, { delimiter: '^', header: false, hashColumn: '3' })).toEqual(
		expected,
	);
	const said: string[] = [];
	expect(await prefixesOf(rows, { delimiter: '^' }, said)).toEqual(expected);
	expect(said).toEqual([expect.stringMatching(/has no header line: column 3 was read as hashes/)]);
});
