/** Exports of accounts of Windows, as the tools write them. */

import { NTLM } from '../../src/range/kind.ts';
import { NO_LM } from '../support/domain-export.ts';
import { hashOf, sha1 } from '../support/ranges.ts';
import { type Case, isRead, isRefused } from './case.ts';
import { PEOPLE, type Person } from './people.ts';

const KNOWN = PEOPLE.slice(0, 5);

/** A hash that the store does not have, in a range that it has. */
function unknownHash(index: number): string {
	return hashOf('tulip', NTLM).slice(0, 5) + sha1(`unknown ${index}`).slice(5, 32);
}

/** The names of people: with a blank, a comma and a letter that is not ASCII, since all of these occur. */
const NAMES = ['ann', 'Bob Ray', 'dörte', 'Lee, Eve', "o'hara", 'finn', 'gus'];

function nameOf(index: number): string {
	return NAMES[index] as string;
}

function lines(line: (person: Person, name: string) => string, end = '\n'): string {
	return PEOPLE.map((person, index) => line(person, nameOf(index)) + end).join('');
}

function ids(id: (person: Person, name: string) => string): string[] {
	return KNOWN.map((person, index) => id(person, nameOf(index)));
}

const SECRETSDUMP = lines(
	({ id, ntHash }, name) => `corp.example\\${name}:${id}:${NO_LM}:${ntHash}:::`,
);
const ACCOUNTS = ids(({ id }, name) => `corp.example\\${name}:${id}`);
const ntlm = { kind: NTLM };

/** @param candidates the ids of those with a known password */
function isReadAs(name: string, content: string | Buffer, candidates: readonly string[]): Case {
	return isRead(name, content, { ...ntlm, candidates });
}

export const DOMAIN: readonly Case[] = [
	isReadAs('as secretsdump writes it to a file', SECRETSDUMP, ACCOUNTS),
	isReadAs(
		'as secretsdump prints it, between messages and with Kerberos keys',
		[
			'Impacket v0.13.0 - Copyright Fortra, LLC and its affiliated companies \n\n',
			'[*] Dumping Domain Credentials (domain\\uid:rid:lmhash:nthash)\n',
			'[*] Using the DRSUAPI method to get NTDS.DIT secrets\n',
			SECRETSDUMP,
			'[*] Kerberos keys grabbed\n',
			lines(({ ntHash }, name) => `corp.example\\${name}:aes128-cts-hmac-sha1-96:${ntHash}`),
			'[*] Cleaning up... \n',
		].join(''),
		ACCOUNTS,
	),
	isReadAs(
		'as PowerShell redirects it, in UTF-16 with CRLF',
		Buffer.from(`\uFEFF${SECRETSDUMP.replaceAll('\n', '\r\n')}`, 'utf16le'),
		ACCOUNTS,
	),
	isRead(
		'of secretsdump whose last lines, far down, end with CR alone',
		[
			Array.from(
				{ length: 4000 },
				(_, index) => `x${index}:${5000 + index}:${NO_LM}:${unknownHash(index)}:::\n`,
			).join(''),
			SECRETSDUMP.replaceAll('\n', '\r'),
		].join(''),
		{ ...ntlm, candidates: ACCOUNTS, flags: ['--expected-rate', '0'] },
	),
	isReadAs(
		'with commas, and both hashes of an account in a cell',
		[
			'user_id,email,hash\n',
			lines(({ id, email, ntHash }) => `${id},${email},${NO_LM}:${ntHash}`),
		].join(''),
		ids(({ id }) => id),
	),
	isReadAs(
		'of secretsdump with states and times, in either order',
		lines(({ id, ntHash }, name) => {
			const notes = ['(pwdLastSet=2023-01-02 03:04)', '(status=Enabled)'];
			if (Number(id) % 2 === 0) notes.reverse();
			return `${name}:${id}:${NO_LM}:${ntHash}::: ${notes.join(' ')}`;
		}),
		ids(({ id }, name) => `${name}:${id}`),
	),
	isReadAs(
		'as pwdump7 prints it, with its banner and without LM hashes',
		[
			'Pwdump v7.1 - raw password extractor\nAuthor: Andres Tarasco Acuna\nurl: http://www.514.es\n\n',
			lines(
				({ id, ntHash }, name) =>
					`${name}:${id}:NO PASSWORD*********************:${ntHash.toUpperCase()}:::`,
			),
		].join(''),
		ids(({ id }, name) => `${name}:${id}`),
	),
	isReadAs(
		'for hashcat, of names and NT hashes',
		lines(({ ntHash }, name) => `CORP\\${name}:${ntHash}`),
		ids((_, name) => `CORP\\${name}`),
	),
	isReadAs(
		'for John the Ripper, with $NT$ before the hashes',
		lines(({ ntHash }, name) => `${name}:$NT$${ntHash}`, '\r\n'),
		ids((_, name) => name),
	),
	isReadAs(
		'of ntdsxtract for John the Ripper, with the SID of each account and a former password',
		[
			lines(({ id, ntHash }, name) => `${name}:$NT$${ntHash}:S-1-5-21-11-22-33-${id}::`),
			`ann_nthistory0:$NT$${PEOPLE[1]?.ntHash}:S-1-5-21-11-22-33-${PEOPLE[0]?.id}::\n`,
		].join(''),
		ids(({ id }, name) => `${name}:${id}`),
	),
	isReadAs(
		'as NetExec prints it, with protocol, address and machine before each line',
		[
			'[*] Windows Server 2022 Build 20348 x64 (name:DC01) (domain:corp.example) (signing:True)\n',
			'[+] Dumping the NTDS, this could take a while\n',
			SECRETSDUMP,
			`krbtgt:502:${NO_LM}:${PEOPLE[0]?.ntHash}:::\n`,
			'[+] Dumped 8 NTDS hashes to /root/DC01.ntds of which 7 were added to the database\n',
		]
			.join('')
			.replaceAll(/^(?=.)/gm, 'SMB         10.0.0.1        445    DC01             '),
		ACCOUNTS,
	),
	isReadAs(
		'for Ophcrack, with the SID of each account',
		lines(({ id, ntHash }, name) => `${name}::${NO_LM}:${ntHash}:S-1-5-21-11-22-33-${id}::`),
		ids(({ id }, name) => `${name}:${id}`),
	),
	isReadAs(
		'of mimikatz, RID, name, NT hash and userAccountControl between tabs',
		[
			"[DC] 'corp.example' will be the domain\n[DC] Exporting domain 'corp.example'\n",
			lines(({ id, ntHash }, name) => `${id}\t${name}\t${ntHash}\t66048`),
		].join(''),
		ids(({ id }, name) => `${name}:${id}`),
	),
	isReadAs(
		'of gsecdump, with the state of each account in its name',
		lines(({ id, ntHash }, name) => `CORP\\${name}(current):${id}:${NO_LM}:${ntHash}:::`),
		ids(({ id }, name) => `CORP\\${name}:${id}`),
	),
	isReadAs(
		'in CSV with SamAccountName and NTHash',
		[
			'SamAccountName,NTHash,Enabled\n',
			lines(({ ntHash }, name) => `"${name}",${ntHash},True`),
		].join(''),
		ids((_, name) => name),
	),
	isReadAs(
		'with tabs and a header, which is no output of mimikatz',
		['rid\tusername\tnt_hash\n', lines(({ id, ntHash }, name) => `${id}\t${name}\t${ntHash}`)].join(
			'',
		),
		ids((_, name) => name),
	),
	isRead(
		'of secretsdump that ends in the middle of a line, and has a password in clear text',
		`${SECRETSDUMP}corp.example\\svc:CLEARTEXT:swordfish\ncorp.example\\zoe:1200:aad3b435b51404ee`,
		{
			...ntlm,
			candidates: ACCOUNTS,
			rejected: { cleartext_password: 1, unreadable_line: 1 },
			says: [/^warning: the table is cut: /],
		},
	),
	isRead(
		'of secretsdump that ends in the middle of a state, which may be that of a disabled account',
		`${SECRETSDUMP.repeat(2).replaceAll(':::', '::: (status=Enabled)').slice(0, -6)}`,
		{
			...ntlm,
			candidates: [...ACCOUNTS, ...ACCOUNTS],
			says: [/^warning: the table is cut: /],
		},
	),
	isRead('of secretsdump that has no last line end, but is whole', SECRETSDUMP.slice(0, -1), {
		...ntlm,
		candidates: ACCOUNTS,
	}),
	isRefused('of secretsdump for a store of SHA-1', SECRETSDUMP, [
		/is an export of Windows accounts, with NT hashes/,
		/use --kind ntlm/,
	]),
	isRefused(
		'of John the Ripper for a store of SHA-1',
		lines(({ ntHash }, name) => `${name}:$NT$${ntHash}`),
		[/with NT hashes/, /use --kind ntlm/],
	),
	isRefused(
		'of Kerberos keys alone',
		lines(({ ntHash }, name) => `corp.example\\${name}:aes128-cts-hmac-sha1-96:${ntHash}`),
		[/has Kerberos keys, not NT hashes/, /ends in \.ntds/],
		ntlm,
	),
	isRefused(
		'of passwords in clear text alone',
		lines((_, name) => `corp.example\\${name}:CLEARTEXT:swordfish`),
		[/has passwords in clear text, which are not read/, /ends in \.ntds/, /reversible encryption/],
		ntlm,
	),
	isRefused(
		'that is ntds.dit itself',
		Buffer.concat([Buffer.from('0badc0deefcdab8920060000', 'hex'), Buffer.alloc(8192)]),
		[/a database of Active Directory \(ntds\.dit\)/, /secretsdump\.py .*-ntds FILE/],
		{ ...ntlm, file: 'ntds.dit' },
	),
	isRefused(
		'that is a hive of the registry',
		Buffer.concat([Buffer.from('regf'), Buffer.alloc(4096)]),
		[/a hive of the Windows registry/, /secretsdump\.py .*-sam SAM -system SYSTEM/],
		{ ...ntlm, file: 'SAM' },
	),
];
