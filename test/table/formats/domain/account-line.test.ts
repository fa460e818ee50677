import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type DomainAccount,
	readDomainLine,
} from '../../../../src/table/formats/domain/account-line.ts';

const LM = 'E52CAC67419A9A224A3B108F3FA6CB6D';
const NT = '8846f7eaee8fb117ad06bdd830b7586c';
const NO_LM = 'aad3b435b51404eeaad3b435b51404ee';
const KEY = 'b0e1d2c3'.repeat(8);

function read(line: string) {
	return readDomainLine(line);
}

function accountOf(line: string): DomainAccount {
	const result = read(line);
	if (result.kind !== 'account') throw new Error(`${result.kind}: ${line}`);
	return result.account;
}

/** An account of which the line says nothing else. */
const ANN: DomainAccount = {
	domain: '',
	user: 'ann',
	former: undefined,
	rid: '',
	lmHash: '',
	ntHash: NT,
	passwordLastSet: '',
	status: '',
	admin: '',
};

describe('a line of a domain export', () => {
	it.each<[what: string, line: string, expected: Partial<DomainAccount>]>([
		[
			'secretsdump',
			`CORP\\ann:1103:${NO_LM}:${NT}:::`,
			{ domain: 'CORP', rid: '1103', lmHash: NO_LM },
		],
		['secretsdump, without a domain', `ann:1103:${LM}:${NT}:::`, { rid: '1103', lmHash: LM }],
		[
			'-pwd-last-set -user-status',
			`corp.example.com\\ann:1103:${NO_LM}:${NT}::: (pwdLastSet=2023-01-02 03:04) (status=Disabled)`,
			{
				domain: 'corp.example.com',
				rid: '1103',
				lmHash: NO_LM,
				passwordLastSet: '2023-01-02 03:04',
				status: 'Disabled',
			},
		],
		[
			'the same in the other order',
			`ann:1103:${NO_LM}:${NT}::: (status=Enabled) (pwdLastSet=never)`,
			{ rid: '1103', lmHash: NO_LM, passwordLastSet: 'never', status: 'Enabled' },
		],
		[
			'-user-status alone, of an account without one',
			`ann:1103:${NO_LM}:${NT}::: (status=N/A)`,
			{ rid: '1103', lmHash: NO_LM },
		],
		[
			'-user-status of a local account',
			`ann:1103:${NO_LM}:${NT}::: (pwdLastSet=N/A) (Enabled=False) (Locked=True) (Admin=True)`,
			{ rid: '1103', lmHash: NO_LM, status: 'Disabled', admin: 'yes' },
		],
		['pwdump7, no LM hash', `ann:1103:NO PASSWORD*********************:${NT}:::`, { rid: '1103' }],
		[
			'DSInternals PWDump, no hash at all',
			'ann:1103:NO LM-HASH**********************:NO NT-HASH**********************:::',
			{ rid: '1103', ntHash: '' },
		],
		['empty fields', 'ann:1103::::', { rid: '1103', ntHash: '' }],
		[
			'a comment and a home folder',
			`ann:1103:${LM}:${NT}:Ann, of sales:C\\home\\ann:`,
			{ rid: '1103', lmHash: LM },
		],
		['DSInternals Ophcrack', `ann::${LM}:${NT}:S-1-5-21-1-2-3-1103::`, { rid: '1103', lmHash: LM }],
		['hashcat', `ann:${NT}`, {}],
		[
			'hashcat, with a domain',
			`CORP\\ann:${NT.toUpperCase()}`,
			{ domain: 'CORP', ntHash: NT.toUpperCase() },
		],
		['John the Ripper', `ann:$NT$${NT}`, {}],
		['mimikatz lsadump::dcsync /csv', `1103\tann\t${NT}\t514`, { rid: '1103', status: 'Disabled' }],
		['the same of an enabled account', `1103\tann\t${NT}\t66048`, { rid: '1103' }],
		[
			'gsecdump',
			`CORP\\ann(current-disabled):1103:${LM}:${NT}:::`,
			{ domain: 'CORP', rid: '1103', lmHash: LM, status: 'Disabled' },
		],
		[
			'samdump2',
			`*disabled* ann:1103:${NO_LM}:${NT}:::`,
			{ rid: '1103', lmHash: NO_LM, status: 'Disabled' },
		],
		['ntdsxtract, for John', `ann:$NT$${NT}:S-1-5-21-11-22-33-1103::`, { rid: '1103' }],
		[
			'samdump2, a disabled account without a name',
			`*disabled* :503:${NO_LM}:${NT}:::`,
			{ user: '*disabled*', rid: '503', lmHash: NO_LM, status: 'Disabled' },
		],
		[
			'NetExec on a console',
			`SMB         10.0.0.1        445    DC01             CORP\\ann:1103:${NO_LM}:${NT}:::`,
			{ domain: 'CORP', rid: '1103', lmHash: NO_LM },
		],
		[
			'NetExec in colors, over IPv6',
			`\u001b[1m\u001b[34mSMB\u001b[0m         fe80::1         445    DC01             \u001b[1m\u001b[33mann:1103:${NO_LM}:${NT}:::\u001b[0m`,
			{ rid: '1103', lmHash: NO_LM },
		],
		[
			'the machine itself, in secretsdump',
			`CORP\\WS1$:${NO_LM}:${NT}:::`,
			{ domain: 'CORP', user: 'WS1$', lmHash: NO_LM },
		],
		[
			'a name with blanks',
			`CORP\\Ann of Sales:1103:${NO_LM}:${NT}:::`,
			{ domain: 'CORP', user: 'Ann of Sales', rid: '1103', lmHash: NO_LM },
		],
		[
			'a field that is no hash',
			`ann:1103:${NO_LM}:nothing of use:::`,
			{ rid: '1103', lmHash: NO_LM, ntHash: undefined },
		],
	])('is read as %s writes it', (_, line, expected) => {
		expect(accountOf(line)).toEqual({ ...ANN, ...expected });
	});

	it.each([
		['secretsdump', `CORP\\ann_history3:1103:${NO_LM}:${NT}:::`, '3', false],
		['pwdump6', `ann_history_0:1103:${NO_LM}:${NT}:::`, '0', false],
		['DSInternals', `ann_history12:$NT$${NT}`, '12', false],
		['gsecdump', `ann(hist_01):1103:${LM}:${NT}:::`, '01', true],
		['ntdsxtract', `ann_nthistory4:$NT$${NT}:S-1-5-21-11-22-33-1103::`, '4', false],
	])('may be a former password, as %s writes it', (_, line, number, isSure) => {
		expect(accountOf(line).former).toEqual({ user: 'ann', number, isSure });
	});

	it.each([
		['[*] Dumping Domain Credentials (domain\\uid:rid:lmhash:nthash)', 'message'],
		['[-] SAM hashes extraction failed: string index out of range', 'message'],
		['[2026-11-27 12:00:00] [*] Cleaning up...', 'message'],
		['Impacket v0.14.0.dev0 - Copyright Fortra, LLC and its affiliated companies', 'message'],
		["[DC] Exporting domain 'corp.example.com'", 'message'],
		['', 'blank'],
		['  \t', 'blank'],
		[`CORP\\ann:aes256-cts-hmac-sha1-96:${KEY}`, 'kerberos_key'],
		[`CORP\\ann:aes128-cts-hmac-sha1-96:${NT}`, 'kerberos_key'],
		['CORP\\ann:des-cbc-md5:0123456789abcdef', 'kerberos_key'],
		['CORP\\ann:dec-cbc-crc:0123456789abcdef', 'kerberos_key'],
		[`CORP\\ann:0xffffff74:${NT}`, 'kerberos_key'],
		[`other.example (Incoming, previous):rc4_hmac:${NT}`, 'kerberos_key'],
		[`$MACHINE.ACC: ${NO_LM}:${NT}`, 'secret'],
		[`CORP\\WS1$:plain_password_hex:${KEY}${KEY}`, 'secret'],
		[`dpapi_machinekey:0x${KEY}`, 'secret'],
		[`dpapi_userkey:0x${KEY}`, 'secret'],
		[`NL$KM:${KEY}${KEY}`, 'secret'],
		[` 0000   ${'AB '.repeat(16)}  ................`, 'secret'],
		[`CORP.EXAMPLE.COM/ann:$DCC2$10240#ann#${NT}: (2023-01-02 03:04:05)`, 'secret'],
		['CORP\\ann:CLEARTEXT:correct horse', 'cleartext'],
		['ann:CLEARTEXT:0x00ff', 'cleartext'],
		// What may have been an account is never passed over.
		[`CORP\\ann:1103:${NO_LM.slice(0, 20)}`, 'unreadable'],
		['CORP\\an', 'unreadable'],
		['CORP\\svc_backup:hunter2', 'unreadable'],
		[`${LM}:${NT}`, 'unreadable'],
		[`ann::CORP:1122334455667788:${NT}:0101000000`, 'unreadable'],
		[`:1103:${NO_LM}:${NT}:::`, 'unreadable'],
		[`${NT}:hunter2`, 'unreadable'],
	])('%s is no account: %s', (line, kind) => {
		expect(read(line).kind).toBe(kind);
	});

	it('reads nothing of a password in clear text, however it continues', () => {
		const whole = read(`CORP\\ann:CLEARTEXT:hunter2:1103:${NO_LM}:${NT}:::`);
		expect(whole).toEqual(read('CORP\\ann:CLEARTEXT:'));
		expect(JSON.stringify(whole)).not.toContain('hunter2');
	});

	it('keeps the bytes of a name in any encoding', () => {
		const name = Buffer.from('Jörg Weiß').toString('latin1');
		expect(accountOf(`${name}:1103:${NO_LM}:${NT}:::`).user).toBe(name);
	});

	it('of any account is that account again once it is read', () => {
		const anyAccount = fc.record<DomainAccount>({
			domain: fc.constantFrom('', 'CORP', 'corp.example.com', 'A-1'),
			user: fc.constantFrom('ann', 'Ann Lee', 'svc.sql', 'j_doe', 'WS1$', 'x(y)', "O'Hara", 'a@b'),
			former: fc.constant(undefined),
			rid: fc.nat({ max: 2 ** 30 }).map(String),
			lmHash: fc.constantFrom('', LM, NO_LM),
			ntHash: fc.constantFrom('', NT),
			passwordLastSet: fc.constantFrom('', 'never', '2023-01-02 03:04'),
			status: fc.constantFrom('', 'Enabled', 'Disabled'),
			admin: fc.constantFrom('', 'yes', 'no'),
		});
		const anyStyle = fc.record({
			noHash: fc.constantFrom('', '*', 'NO PASSWORD*********************'),
			isReversed: fc.boolean(),
			saysEnabled: fc.boolean(),
		});
		fc.assert(
			fc.property(anyAccount, anyStyle, (account, { noHash, isReversed, saysEnabled }) => {
				const { domain, user, rid, lmHash, ntHash, passwordLastSet, status, admin } = account;
				const enabled = status === 'Enabled' ? 'True' : 'False';
				const notes = [
					passwordLastSet && ` (pwdLastSet=${passwordLastSet})`,
					status && (saysEnabled ? ` (Enabled=${enabled})` : ` (status=${status})`),
					admin && ` (Admin=${admin === 'yes' ? 'True' : 'False'})`,
				];
				if (isReversed) notes.reverse();
				const name = domain === '' ? user : `${domain}\\${user}`;
				const line = `${name}:${rid}:${lmHash || noHash}:${ntHash || noHash}:::${notes.join('')}`;
				expect(accountOf(line)).toEqual(account);
			}),
		);
	});
});
