import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { md4 } from '../../src/kernels/md4.ts';
import { plainMd4 } from '../support/md4.ts';
import { runs } from '../support/thorough.ts';

/** Hashes messages with OpenSSL, in a Node that loads its legacy provider. */
const SCRIPT = `
	const { createHash } = require('node:crypto');
	const messages = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
	const hashes = messages.map((hex) => createHash('md4').update(hex, 'hex').digest('hex'));
	console.log(JSON.stringify(hashes));
`;

function openssl(messages: readonly Buffer[]): string[] {
	const { stdout, stderr } = spawnSync(
		process.execPath,
		['--openssl-legacy-provider', '-e', SCRIPT],
		{ input: JSON.stringify(messages.map((message) => message.toString('hex'))), encoding: 'utf8' },
	);
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout);
}

describe('MD4', () => {
	// RFC 1320, appendix A.5.
	it.each([
		['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
		['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
		['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
		['message digest', 'd9130a8164549fe818874806e1c7014b'],
		['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
		[
			'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
			'043f8582f241db351ce627e153e7f0e4',
		],
		[
			'12345678901234567890123456789012345678901234567890123456789012345678901234567890',
			'e33b4ddc9c38f2199c3e7b164fcc0536',
		],
	])('the MD4 of %j is that of the RFC', (message, hash) => {
		expect(md4(Buffer.from(message)).toString('hex')).toBe(hash);
		expect(plainMd4(Buffer.from(message)).toString('hex')).toBe(hash);
	});

	it('the MD4 of any message is that of the RFC, word by word', () => {
		const messages = fc.uint8Array({ maxLength: 300 });
		fc.assert(
			fc.property(messages, (message) => {
				expect(md4(message).toString('hex')).toBe(plainMd4(message).toString('hex'));
			}),
			{ numRuns: runs(500) },
		);
	});

	it('the MD4 of messages of every length, and of ones that take several parts, equals that of OpenSSL', () => {
		const sizes = [...Array.from({ length: 200 }, (_, length) => length), 4086, 4087, 100_000];
		const messages = sizes.map((size) =>
			Buffer.from(Array.from({ length: size }, (_, at) => (at * 167 + size * 13) & 0xff)),
		);
		expect(messages.map((message) => md4(message).toString('hex'))).toEqual(openssl(messages));
	});
});
