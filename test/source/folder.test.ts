import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFolder } from '../../src/source/folder.ts';
import { temporaryFolder } from '../support/temporary.ts';

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
		const signal = new AbortController().signal;
		expect(await source.fetch(0xa, undefined, signal)).toMatchObject({
			kind: 'body',
			body: { bytes: new Uint8Array(Buffer.from('0000a.txt')), encoding: 'identity' },
		});
		expect(await source.fetch(0xc, undefined, signal)).toMatchObject({
			body: { encoding: 'gzip' },
		});
		expect(await source.fetch(0xd, undefined, signal)).toMatchObject({
			kind: 'failed',
			retry: false,
		});
	});

	it('a folder source reads neither pipes nor devices', async () => {
		const folder = temporaryFolder();
		symlinkSync('/dev/zero', join(folder, '00001'));
		const source = await openFolder(folder);
		const reply = await source.fetch(1, undefined, new AbortController().signal);
		expect(reply).toMatchObject({ kind: 'failed', reason: 'not a file' });
	});

	it('a folder without range files is refused as a source', async () => {
		await expect(openFolder(temporaryFolder())).rejects.toMatchObject({
			code: 'SOURCE_UNAVAILABLE',
		});
	});
});
