import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../../src/range/kind.ts';
import { faultOf, isHash } from '../../../src/table/columns/hash-cell.ts';
import { type CellFault, describeCells } from '../../../src/table/reject-reasons.ts';

const hashOf = (algorithm: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
	createHash(algorithm).update('password').digest(encoding);

describe('a cell that is not SHA-1', () => {
	it.each<[string, string, CellFault]>([
		['nothing', '', 'empty'],
		['what SQL exports for nothing', 'NULL', 'empty'],
		['what MySQL dumps for nothing', '\\N', 'empty'],
		['what Python writes for nothing', 'None', 'empty'],
		['a word', 'password', 'not_hex'],
		['a number that a spreadsheet shortened', '1.23E+38', 'not_hex'],
		['a hash in pairs of digits', '5b:aa:61:e4:c9:b9:3f:3f:06:82', 'not_hex'],
		['a SHA-1 that lost its last digit', hashOf('sha1').slice(1), 'wrong_length'],
		['a SHA-1 with a digit too many', `${hashOf('sha1')}0`, 'wrong_length'],
		[
			'bcrypt, $2y$',
			'$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
			'looks_like_bcrypt',
		],
		[
			'bcrypt, $2b$',
			'$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW',
			'looks_like_bcrypt',
		],
		[
			'Argon2id',
			'$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b8dWRWJTmaasKGq',
			'looks_like_argon2',
		],
		[
			'sha512crypt',
			'$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1',
			'looks_like_crypt',
		],
		['md5crypt', '$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/', 'looks_like_crypt'],
		['phpass', '$P$BzFPmH9Dv7Lw7MJ1TPFOpjfGiXTl6D0', 'looks_like_crypt'],
		['MD5', hashOf('md5'), 'looks_like_ntlm_or_md5'],
		['NTLM', '8846F7EAEE8FB117AD06BDD830B7586C', 'looks_like_ntlm_or_md5'],
		['SHA-256', hashOf('sha256'), 'looks_like_sha256'],
		['SHA-512', hashOf('sha512'), 'looks_like_sha512'],
		['the base64 of a SHA-1', hashOf('sha1', 'base64'), 'looks_like_base64'],
		['the base64url of a SHA-256', hashOf('sha256', 'base64url'), 'looks_like_base64'],
		['LDAP {SHA}', `{SHA}${hashOf('sha1', 'base64')}`, 'looks_like_base64'],
		['LDAP {SSHA}', '{SSHA}uLDRbGFnPTA7xPUPPVHgPRAbcdFzYWx0', 'looks_like_base64'],
	])('a cell that is not SHA-1 is recognized: %s', (_, cell, fault) => {
		expect(isHash(cell, SHA1)).toBe(false);
		expect(faultOf(cell, SHA1)).toBe(fault);
	});

	it('a cell of hex digits that is not SHA-1 is recognized by its length, in either case', () => {
		const byLength: Record<number, CellFault> = {
			32: 'looks_like_ntlm_or_md5',
			64: 'looks_like_sha256',
			128: 'looks_like_sha512',
		};
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 200 }), fc.boolean(), (length, upper) => {
				fc.pre(length !== 40);
				const cell = 'c0ffee'.repeat(40).slice(0, length);
				expect(faultOf(upper ? cell.toUpperCase() : cell, SHA1)).toBe(
					byLength[length] ?? 'wrong_length',
				);
			}),
		);
	});
});

it('a cell is SHA-1 only if it is 40 hex digits, in any case', () => {
	expect(isHash(hashOf('sha1'), SHA1)).toBe(true);
	expect(isHash(hashOf('sha1').toUpperCase(), SHA1)).toBe(true);
	expect(isHash(` ${hashOf('sha1')}`, SHA1)).toBe(false);
	expect(isHash(`${hashOf('sha1')}\n`, SHA1)).toBe(false);
});

it('the description of a fault names the kind of hash', () => {
	expect(describeCells('looks_like_bcrypt')).toContain('bcrypt');
	expect(describeCells('looks_like_argon2')).toContain('Argon2');
	expect(describeCells('looks_like_ntlm_or_md5')).toMatch(/NTLM.*MD5/);
	expect(describeCells('looks_like_sha256')).toContain('SHA-256');
	expect(describeCells('looks_like_base64')).toContain('base64');
});
