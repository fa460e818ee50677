import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	BreachedEmails,
	readBreachedEmails,
} from '../../../src/evidence/breached-emails/breached-emails.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { runs } from '../../support/thorough.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

async function readList(content: string | Buffer): Promise<BreachedEmails> {
	const path = join(temporaryFolder(), 'breached.txt');
	writeFileSync(path, content);
	return (await readBreachedEmails(path)).emails;
}

describe('the set of addresses', () => {
	it('the breach list answers as a Set of trimmed and case-folded addresses would', () => {
		const address = fc.string({ unit: fc.constantFrom('a', 'A', 'é', 'É', '@', ' ', '\t') });
		fc.assert(
			fc.property(fc.array(address), fc.array(address), (listed, asked) => {
				const emails = new BreachedEmails();
				for (const each of listed) emails.add(each);
				const fold = (text: string) => text.trim().toLowerCase();
				const reference = new Set(listed.map(fold));
				reference.delete('');
				expect(emails.size).toBe(reference.size);
				for (const each of [...asked, ...listed]) {
					expect(emails.has(each)).toBe(reference.has(fold(each)));
				}
			}),
			{ numRuns: runs(300) },
		);
	});

	it('the breach list keeps every address, and no other, as it grows', () => {
		const emails = new BreachedEmails();
		const count = 20_000;
		for (let number = 0; number < count; number += 1) {
			emails.add(`user${number}@example.org`);
			emails.add(`User${number}@example.org `);
		}
		expect(emails.size).toBe(count);
		for (let number = 0; number < count; number += 1) {
			expect(emails.has(`user${number}@example.org`)).toBe(true);
			expect(emails.has(`user${number}@example.com`)).toBe(false);
		}
	});

	it('the breach list tells apart addresses whose SHA-256 share their first 32 bits', () => {
		const [one, other] = ['user108784@example.org', 'user133508@example.org'];
		expect(sha256(one).subarray(0, 4)).toEqual(sha256(other).subarray(0, 4));
		const emails = new BreachedEmails();
		emails.add(one);
		expect(emails.has(other)).toBe(false);
		emails.add(other);
		expect([emails.size, emails.has(one), emails.has(other)]).toEqual([2, true, true]);
	});

	it('the breach list treats both forms of an accented letter as equal', () => {
		const emails = new BreachedEmails();
		emails.add('rene\u0301@example.org');
		expect(emails.has('ren\u00e9@example.org')).toBe(true);
	});
});

describe('a list of addresses', () => {
	const two = 'jane@example.org\njoe@example.org\n';
	it.each<[string, string | Buffer]>([
		['one a line', two],
		['one a line, the last not ended', two.trimEnd()],
		['one a line, with CRLF and a mark at the start', `\uFEFF${two.replaceAll('\n', '\r\n')}`],
		['one a line, with blank ones and blanks', ` Jane@Example.org \n\n \t\n${two}`],
		['one a line, gzipped', gzipSync(two)],
		['one a line, in quotes', '"jane@example.org"\n"joe@example.org"\n'],
		['a CSV with an email column', 'id,Email,x\n1,jane@example.org,\n2,JOE@example.org,y\n'],
		['a CSV of that column alone', `email\r\n${two}`],
		[
			'a CSV with semicolons and quotes',
			'id;"E-Mail"\n"1;2";"jane@example.org"\n3;joe@example.org\n',
		],
		[
			'a CSV with a row that is broken and one that is short',
			'id,email\n1,jane@example.org\n3,"z@"example.org\n3\n2,joe@example.org\n',
		],
		['a CSV, gzipped', gzipSync('id,mail\n1,jane@example.org\n2,joe@example.org')],
	])('a breach list is read: %s', async (_, content) => {
		const emails = await readList(content);
		expect(emails.size).toBe(2);
		expect(emails.has('jane@example.org')).toBe(true);
		expect(emails.has('joe@example.org')).toBe(true);
	});

	it('a breach list reports how many of its lines are not addresses', async () => {
		const path = join(temporaryFolder(), 'breached.txt');
		writeFileSync(path, `# from everywhere\n${two}sam@example.org:secret\nSam <sam@example.org>\n`);
		const { emails, unusable } = await readBreachedEmails(path);
		expect({ size: emails.size, unusable }).toEqual({ size: 2, unusable: 3 });
	});

	it('a breach list may be empty', async () => {
		expect((await readList('')).size).toBe(0);
	});

	it('a breach list is read to the end, whatever its length', async () => {
		const count = 30_000;
		const lines = Array.from({ length: count }, (_, number) => `user${number}@example.org\n`);
		expect((await readList(lines.join(''))).size).toBe(count);
		expect(
			(await readList(gzipSync(`id,email\n${lines.map((each) => `1,${each}`).join('')}`))).size,
		).toBe(count);
	});

	it.each<[string, string | Buffer]>([
		['a CSV without an email column', 'id,name\n1,jane@example.org\n'],
		['rows of data without a header', '1,jane@example.org\n2,joe@example.org\n'],
		['a list of something else', 'jane\njoe\n'],
		['no text', Buffer.from('PK\x03\x04\0\0', 'latin1')],
		['gzip that is cut short', gzipSync(two.repeat(1000)).subarray(0, -9)],
		['a CSV whose header is broken', 'email,"name\njane@example.org,x\njoe@example.org,y\n'],
		[
			'a CSV with email in a longer name',
			'"name,email",x\njane@example.org,y\njoe@example.org,z\n',
		],
	])('a bad breach list is refused: %s', async (_, content) => {
		await expect(readList(content)).rejects.toThrow(expect.objectContaining({ code: 'INPUT' }));
	});

	it('a refused breach list is not quoted', async () => {
		await expect(readList('1,jane@example.org\n')).rejects.not.toThrow('jane');
	});
});
