/** Plain tables of NT hashes, and what happens to them in a store of SHA-1. */

import { NTLM } from '../../src/range/kind.ts';
import { type Case, isRead, isRefused } from './case.ts';
import { PEOPLE, type Person, tableOf } from './people.ts';

const plain = (header: string) =>
	tableOf(header, ({ id, email, ntHash }: Person) => `${id},${email},${ntHash}`);

/** A hash of LAN Manager: as long as an NT hash, and the same for every account without one. */
const NO_LM = 'aad3b435b51404eeaad3b435b51404ee';

export const NT_HASHES: readonly Case[] = [
	...['nt_hash', 'NTHash', 'ntlm', 'NT', 'hash', 'sambaNTPassword', 'unicodePwd'].map((name) =>
		isRead(`with NT hashes in a column ${name}`, plain(`user_id,email,${name}`), { kind: NTLM }),
	),
	isRead(
		'with NT hashes in upper case, after semicolons and in quotes',
		tableOf('user_id;nt_hash', ({ id, ntHash }) => `"${id}";"${ntHash.toUpperCase()}"`, '\r\n'),
		{ kind: NTLM },
	),
	isRead('with NT hashes in a column without a known name', plain('user_id,email,secret'), {
		kind: NTLM,
	}),
	isRead(
		'with NT hashes and the names that PowerShell gives, as ids',
		tableOf('Name,NT', ({ id, ntHash }) => `${id},${ntHash}`),
		{ kind: NTLM },
	),
	isRead(
		'with LM hashes beside the NT hashes',
		tableOf('user_id,lm_hash,nt_hash', ({ id, ntHash }) => `${id},${NO_LM},${ntHash}`),
		{ kind: NTLM },
	),
	isRead('with NT hashes and --kind', plain('user_id,email,nt_hash'), {
		kind: NTLM,
		flags: ['--kind', 'ntlm'],
	}),
	isRefused('of NT hashes with a store of SHA-1', plain('user_id,email,nt_hash'), [
		/"nt_hash" contains no SHA-1 hashes/,
		/NTLM or MD5/,
		/--kind ntlm/,
	]),
	isRefused(
		'of SHA-1 hashes with a store of NTLM',
		tableOf('user_id,sha1', ({ id, hash }) => `${id},${hash}`),
		[/"sha1" contains no NTLM hashes/, /--kind sha1/],
		{ kind: NTLM },
	),
	isRefused(
		'of NT hashes in one JSON object',
		JSON.stringify({ users: PEOPLE.map(({ id, ntHash }) => ({ id, ntHash })) }),
		[/is one JSON object that contains those of the accounts/, /jq -c/],
		{ kind: NTLM },
	),
	isRefused(
		'with two columns of 32 digits and no known name',
		tableOf('user_id,old,new', ({ id, ntHash }) => `${id},${NO_LM},${ntHash}`),
		[/2 columns contain NTLM hashes/, /--hash-column/],
		{ kind: NTLM },
	),
];
