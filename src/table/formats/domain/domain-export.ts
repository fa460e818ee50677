/**
 * Reads a domain export: what secretsdump, pwdump and their kin print about the accounts of Windows. It becomes a
 * table with an account in each row; a line that should be an account but cannot be read stays a row, and is rejected.
 */

import { csvRow, faultRow } from '../csv-rows.ts';
import type { Conversion } from '../format.ts';
import {
	type DomainAccount,
	type DomainLine,
	mayBeBanner,
	readDomainLine,
	type SkippedLine,
} from './account-line.ts';
import { FormerPasswords } from './former-passwords.ts';
import { MAX_LINE_BYTES, shortLines } from './short-lines.ts';

/** The columns of the table. */
export const DOMAIN_HEADER = [
	'account',
	'domain',
	'user',
	'rid',
	'lm_hash',
	'nt_hash',
	'password_last_set',
	'status',
	'admin',
	'history',
] as const;

/** Lines that are no accounts and need not be: how many there are of each sort. */
export type SkippedLines = Readonly<Record<Exclude<SkippedLine, 'blank'>, number>>;

/** What a pass over a domain export has found besides its accounts. */
export class DomainExport {
	/** Of the last pass that read the whole file. */
	skipped: SkippedLines = { message: 0, kerberos_key: 0, secret: 0 };

	/** Converts the lines to CSV. */
	readonly convert: Conversion = (chunks) => this.#rowsOf(chunks);

	async *#rowsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		const skipped = { message: 0, kerberos_key: 0, secret: 0 };
		const accounts = new AccountRows();
		let isFirst = true;
		yield Buffer.from(csvRow(DOMAIN_HEADER));
		for await (const lines of shortLines(chunks)) {
			const rows: string[] = [];
			for (const line of lines) {
				const read = readLine(line, isFirst);
				if (read.kind === 'account') isFirst = false;
				const row = rowOf(read, accounts);
				if (row !== undefined) rows.push(row);
				else if (read.kind in skipped) skipped[read.kind as keyof SkippedLines] += 1;
			}
			// Each character is a byte of the file.
			if (rows.length > 0) yield Buffer.from(rows.join(''), 'latin1');
		}
		this.skipped = skipped;
	}
}

/** @param isFirst whether no account came before */
function readLine(line: Buffer, isFirst: boolean): DomainLine {
	if (line.length > MAX_LINE_BYTES) return { kind: 'unreadable' };
	const read = readDomainLine(line);
	return read.kind === 'unreadable' && isFirst && mayBeBanner(line) ? { kind: 'message' } : read;
}

/** Undefined for a line that need not be an account. */
function rowOf(line: DomainLine, accounts: AccountRows): string | undefined {
	switch (line.kind) {
		case 'account':
			return accounts.row(line.account);
		case 'cleartext':
			return faultRow('cleartext_password');
		case 'unreadable':
			return faultRow('unreadable_line');
		default:
			return undefined;
	}
}

/** Makes rows of the accounts of a pass, which must come in order. */
class AccountRows {
	readonly #former = new FormerPasswords();
	/** The last account that was no former password. */
	#last: DomainAccount | undefined;

	row(account: DomainAccount): string {
		const former = this.#former.isFormer(account) ? account.former : undefined;
		const { domain, rid, lmHash, ntHash, passwordLastSet, admin } = account;
		const user = former?.user ?? account.user;
		if (former === undefined) this.#last = account;
		if (ntHash === undefined) return faultRow('unreadable_line');
		const name = former === undefined ? user : `${user}_history${former.number}`;
		const inDomain = domain === '' ? name : `${domain}\\${name}`;
		return csvRow([
			rid === '' ? inDomain : `${inDomain}:${rid}`,
			domain,
			user,
			rid,
			lmHash,
			ntHash,
			passwordLastSet,
			account.status || this.#statusOf(account, user),
			admin,
			former?.number ?? '',
		]);
	}

	/** A former password is one of the account before it, whose line alone has the status. */
	#statusOf({ domain, rid }: DomainAccount, user: string): string {
		const last = this.#last;
		const isSame = last?.user === user && last.domain === domain && last.rid === rid;
		return isSame ? last.status : '';
	}
}

/** Enough lines to tell, of a head that may have far more. */
const JUDGED_LINES = 500;

/** Whether the lines are those of a domain export; `sure` if nothing else looks like it. */
export function judgeLines(lines: readonly Buffer[]): 'no' | 'maybe' | 'sure' {
	let accounts = 0;
	let others = 0;
	let isSure = false;
	let isBegun = false;
	for (const line of lines.slice(0, JUDGED_LINES)) {
		const { kind } = readDomainLine(line);
		if (kind === 'blank' || kind === 'message') continue;
		// A table with tabs that has a header needs no conversion.
		if (!isBegun && kind === 'unreadable' && line.includes('\t')) return 'no';
		isBegun = true;
		if (kind === 'unreadable') others += 1;
		else accounts += 1;
		isSure ||=
			kind === 'cleartext' || (kind === 'account' && UNMISTAKABLE.test(line.toString('latin1')));
	}
	// The header of some tools is a line that cannot be read.
	if (accounts === 0 || others > accounts) return 'no';
	return isSure ? 'sure' : 'maybe';
}

/** Two hashes or what stands for one, after a RID or before three colons; or the label of John the Ripper. */
const UNMISTAKABLE =
	/(?::\d+|:):(?:[0-9a-f]{32}|no [\w-]+\*+|\**):[0-9a-f]{32}:|:[0-9a-f]{32}:[0-9a-f]{32}:::|:\$NT\$[0-9a-f]{32}/i;
