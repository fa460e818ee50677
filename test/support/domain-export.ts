/** A made-up export of a domain with every oddity that such exports have: what secretsdump prints, and older tools. */

import { NTLM } from '../../src/range/kind.ts';
import { hashOf } from './ranges.ts';

/** The LM hash of the empty password, which stands for none; and one that is there. */
export const NO_LM = 'aad3b435b51404eeaad3b435b51404ee';
export const LM = 'e52cac67419a9a224a3b108f3fa6cb6d';
const NO_PASSWORD = 'NO PASSWORD*********************';
const KEY = '0badc0de'.repeat(8);

/** The password in clear text in the export. */
export const CLEARTEXT = 'Zebra-in-the-clear';

export function ntHash(password: string): string {
	return hashOf(password, NTLM).toLowerCase();
}

/**
 * The lines of the export; of its 17 rows, the comments give the numbers.
 *
 * @param unknown a hash that is not in the store, by a seed
 */
export function domainExport(unknown: (seed: string) => string): string[] {
	const common = unknown('common').toLowerCase();
	const dated = (status: string) => ` (pwdLastSet=2023-01-02 03:04) (status=${status})`;
	return [
		'Impacket v0.14.0.dev0 - Copyright Fortra, LLC and its affiliated companies ',
		'',
		'[*] Target system bootKey: 0x00112233445566778899aabbccddeeff',
		'[*] Dumping local SAM hashes (uid:rid:lmhash:nthash)',
		/* 1 */ `Administrator:500:${NO_LM}:${ntHash('tulip')}:::`,
		/* 2 */ `Guest:501:${NO_LM}:${ntHash('')}:::`,
		'[*] Dumping LSA Secrets',
		'[*] $MACHINE.ACC ',
		`CORP\\DC1$:aes256-cts-hmac-sha1-96:${KEY}`,
		`CORP\\DC1$:plain_password_hex:${KEY}${KEY}`,
		/* 3 */ `CORP\\DC1$:${NO_LM}:${ntHash('tulip')}:::`,
		'[*] DPAPI_SYSTEM ',
		`dpapi_machinekey:0x${KEY}`,
		`dpapi_userkey:0x${KEY}`,
		'[*] NL$KM ',
		` 0000   ${'0B AD C0 DE '.repeat(4)}  ................`,
		`NL$KM:${KEY}${KEY}`,
		'[*] Dumping Domain Credentials (domain\\uid:rid:lmhash:nthash)',
		/* 4 */ `corp.example\\ann:1103:${NO_LM}:${ntHash('letmein')}:::${dated('Enabled')}`,
		/* 5 */ `corp.example\\ann_history0:1103:${NO_LM}:${ntHash('tulip')}:::`,
		/* 6 */ `corp.example\\art_history1:1104:${NO_LM}:${unknown('art')}:::${dated('Enabled')}`,
		/* 7 */ `corp.example\\bob:1105:${LM}:${ntHash('hunter2')}::: (status=Enabled) (pwdLastSet=never)`,
		/* 8 */ `corp.example\\carl:1106:${NO_PASSWORD}:${NO_PASSWORD}:::`,
		/* 9 */ `corp.example\\dora:1107:${LM}:${ntHash('tulip')}:::${dated('Disabled')}`,
		/* 10 */ `krbtgt:502:${NO_LM}:${unknown('krbtgt')}:::${dated('Disabled')}`,
		/* 11 */ `krbtgt_12345:1120:${NO_LM}:${unknown('rodc')}:::`,
		/* 12 */ `corp.example\\Lee, Ann "A":1108:${NO_LM}:${common}:::${dated('Enabled')}`,
		/* 13 */ `corp.example\\jörg weiß:1109::${common.toUpperCase()}:::`,
		/* 14 */ `corp.example\\svc_sql:CLEARTEXT:${CLEARTEXT}`,
		/* 15 */ `lab.example\\ann:1103:${NO_LM}:${common}:::`,
		/* 16 */ `corp.example\\eve:1110:${NO_LM.slice(0, 20)}`,
		/* 17 */ `corp.example\\nopass:1111:${NO_LM}:${ntHash('')}:::${dated('Enabled')}`,
		'[*] Kerberos keys grabbed',
		`corp.example\\ann:aes128-cts-hmac-sha1-96:${KEY.slice(0, 32)}`,
		'corp.example\\ann:des-cbc-md5:0badc0de0badc0de',
		'[*] Cleaning up... ',
	];
}
