import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatPrefix } from '../../src/range/prefix.ts';
import { openFolder } from '../../src/source/folder.ts';
import { temporaryFolder } from '../support/temporary.ts';

const NEVER = new AbortController().signal;

describe('a folder of range files', () => {
	it('a folder offers range files with every form of name, and no other files', async () => {
		const folder = temporaryFolder();
		const names = [
			'00001',
			'0000a.txt',
			'0000B.gz',
			'0000C.txt.gz',
			'README.md',
			'00001.bak',
			'12345.txt.old',
		];
		for (const name of names) writeFileSync(join(folder, name), name);
		mkdirSync(join(folder, '0000D'));
		const source = await openFolder(folder);
		expect([...(await source.offered())]).toEqual([0x1, 0xa, 0xb, 0xc]);
		expect(await source.fetch(0xa, undefined, NEVER)).toMatchObject({
			kind: 'body',
			body: { bytes: new Uint8Array(Buffer.from('0000a.txt')), encoding: 'identity' },
		});
		expect(await source.fetch(0xc, undefined, NEVER)).toMatchObject({
			body: { encoding: 'gzip' },
		});
		expect(await source.fetch(0xd, undefined, NEVER)).toMatchObject({
			kind: 'failed',
			retry: false,
		});
	});

	it.each([
		['as the official downloader writes it', (prefix: string) => `${prefix}.txt`],
		['in folders of two digits', (prefix: string) => join(prefix.slice(0, 2), prefix.slice(2))],
		[
			'in folders, under its whole name',
			(prefix: string) => join(prefix.slice(0, 2), `${prefix}.txt`),
		],
		[
			'as hibp-downloader writes it',
			(prefix: string) => {
				const lower = prefix.toLowerCase();
				return join(lower.slice(0, 2), lower.slice(2, 4), `${lower}.gz`);
			},
		],
		['in a folder for each digit', (prefix: string) => join(...prefix.slice(0, 4), prefix)],
	])('each range file is found %s', async (_how, nameOf) => {
		const folder = temporaryFolder();
		const prefixes = ['00018', '0A000', 'ABCDE', 'FFFFF'];
		for (const prefix of prefixes) {
			const file = join(folder, nameOf(prefix));
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, file.endsWith('.gz') ? gzipSync(prefix) : prefix);
			// Beside it, what is of no prefix, or of another folder.
			writeFileSync(`${file}.meta`, '');
			writeFileSync(join(dirname(file), 'B0000.bak'), '');
		}
		mkdirSync(join(folder, 'AB', 'CD', 'EF'), { recursive: true });
		const source = await openFolder(folder);
		expect([...(await source.offered())].map(formatPrefix)).toEqual(prefixes);
		for (const prefix of prefixes) {
			const reply = await source.fetch(Number.parseInt(prefix, 16), undefined, NEVER);
			if (reply.kind !== 'body') throw new Error(JSON.stringify(reply));
			const { bytes, encoding } = reply.body;
			const text = encoding === 'gzip' ? gunzipSync(bytes) : Buffer.from(bytes);
			expect(text.toString()).toBe(prefix);
		}
	});

	it('a range file in a folder of other digits is not taken, and a flat one is preferred', async () => {
		const folder = temporaryFolder();
		for (const name of ['AB/CDE', 'AB/ABCDE', 'ABCDE.gz', 'AC/ABCDE', 'ab/CDF', 'AB/CD', '1/2/3']) {
			mkdirSync(join(folder, dirname(name)), { recursive: true });
			writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync('A:1') : 'A:1');
		}
		const source = await openFolder(folder);
		expect([...(await source.offered())]).toEqual([0xabcde]);
		expect(await source.fetch(0xabcde, undefined, NEVER)).toMatchObject({
			body: { encoding: 'gzip' },
		});
	});

	it('two different files for one prefix are refused by their names; equal ones are one', async () => {
		const folder = temporaryFolder();
		for (const [name, text] of [
			['00003', 'A:1\r\n'],
			['00003.txt', 'A:2\r\n'],
			['00004', 'a:1\n'],
			['00004.txt', 'A:1\r\n'],
			['00004.gz', gzipSync('A:1\r\n')],
			['00005', 'A:1\n'],
			['00005.txt', 'A:1\n'],
			['00005.gz', gzipSync('B:1\n')],
		] as const) {
			writeFileSync(join(folder, name), text);
		}
		const source = await openFolder(folder);
		expect(await source.fetch(3, undefined, NEVER)).toMatchObject({
			kind: 'failed',
			reason: 'two different files for it: 00003 and 00003.txt',
		});
		expect(await source.fetch(4, undefined, NEVER)).toMatchObject({ kind: 'body' });
		expect(await source.fetch(5, undefined, NEVER)).toMatchObject({
			reason: 'two different files for it: 00005 and 00005.gz',
		});
	});

	it('range files that are packed in another way than gzip are called by it', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'ABCDE.zst'), '');
		await expect(openFolder(folder)).rejects.toThrow('packed as .zst, which is not supported');
		writeFileSync(join(folder, 'ABCDE'), Buffer.from('28b52ffd04', 'hex'));
		const source = await openFolder(folder);
		expect(await source.fetch(0xabcde, undefined, NEVER)).toMatchObject({
			reason: 'it is packed with zstd, which is not supported',
		});
	});

	it('a folder that holds one with range files, further down, is told where', async () => {
		const folder = temporaryFolder();
		const inner = join(folder, 'hibp', '2024');
		mkdirSync(inner, { recursive: true });
		mkdirSync(join(folder, 'empty'));
		writeFileSync(join(inner, 'ABCDE.txt'), '');
		await expect(openFolder(folder)).rejects.toMatchObject({
			message: `no range files in ${folder}, but some in ${inner}`,
			hint: `try --source ${inner}`,
		});
	});

	it('a folder that holds an archive is told to unpack it', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'ranges.tar.gz'), '');
		await expect(openFolder(folder)).rejects.toThrow('packed as .tar.gz, which is not supported');
	});

	it('a folder that holds a folder of each kind of hashes is told apart from one without ranges', async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, 'sha1'));
		await expect(openFolder(folder)).rejects.toMatchObject({
			message: `no range files in ${folder}, but it has a folder sha1`,
			hint: `try --source ${join(folder, 'sha1')}`,
		});
	});

	it('a folder source reads neither pipes nor devices', async () => {
		const folder = temporaryFolder();
		symlinkSync('/dev/zero', join(folder, '00001'));
		const source = await openFolder(folder);
		const reply = await source.fetch(1, undefined, NEVER);
		expect(reply).toMatchObject({ kind: 'failed', reason: 'not a file' });
	});

	it('a folder without range files is refused as a source', async () => {
		await expect(openFolder(temporaryFolder())).rejects.toMatchObject({
			code: 'SOURCE_UNAVAILABLE',
		});
	});
});
