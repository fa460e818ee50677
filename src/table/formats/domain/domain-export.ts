/**
 * Reads a domain export: what secretsdump, pwdump and their kin print about the accounts of Windows. It becomes a
 * table with an account in each row; a line that should be an account but cannot be read stays a row, and is rejected.
 */

import { CredcheckError } from '../../../errors.ts';
import type { HashKind } from '../../../range/kind.ts';
import type { ColumnOptions } from '../../columns/columns.ts';
import { isKnownName } from '../../columns/header/header.ts';
import { csvCell, csvRow, faultRow } from '../csv-rows.ts';
import type { Conversion, FormatOptions } from '../format.ts';
import type { Head } from '../head.ts';
import {
	type DomainAccount,
	type DomainLine,
	mayBeBanner,
	readDomainLine,
	type SkippedLine,
} from './account-line.ts';
import { ClearSecrets } from './clear-secrets.ts';
import { FormerPasswords } from './former-passwords.ts';
import { MAX_LINE, shortLines } from './short-lines.ts';
import type { SkippedLines } from './skipped-lines.ts';

const LF = 0x0a;

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

/** The options by which its columns are found: others than these only if the user names them. */
export function domainColumns(options: ColumnOptions): ColumnOptions {
	const { hashColumn = 'nt_hash', idColumn = 'account' } = options;
	return { ...options, hashColumn, idColumn };
}

/** Where a line that is no account is counted; blank ones are not. */
const COUNTED_AS = {
	message: 'messages',
	kerberos_key: 'kerberosKeys',
	secret: 'secrets',
} as const satisfies Readonly<Record<Exclude<SkippedLine, 'blank'>, keyof SkippedLines>>;

/** What a pass over a domain export has found besides its accounts. */
export class DomainExport {
	/** Of the last pass that read the whole file. */
	skipped: SkippedLines = { messages: 0, kerberosKeys: 0, secrets: 0 };

	/** Converts the lines to CSV. */
	readonly convert: Conversion = (chunks) => this.#rowsOf(chunks);

	async *#rowsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		const skipped = { messages: 0, kerberosKeys: 0, secrets: 0 };
		const accounts = new AccountRows();
		const secrets = new ClearSecrets();
		let isFirst = true;
		// Of the last line, which may be cut.
		let held = '';
		let isCut = false;
		let lastByte = LF;
		const noted = noteLast(chunks, (byte) => {
			lastByte = byte;
		});
		yield Buffer.from(csvRow(DOMAIN_HEADER));
		for await (const lines of shortLines(noted)) {
			const rows: string[] = [];
			for (const line of lines) {
				const read = readLine(line, isFirst, secrets);
				if (read.kind === 'account') isFirst = false;
				const row = rowOf(read, accounts);
				isCut = row !== undefined && (read.kind === 'unreadable' || hasOpenNote(line));
				if (row !== undefined) {
					rows.push(held);
					held = row;
				} else if (read.kind in COUNTED_AS) {
					skipped[COUNTED_AS[read.kind as keyof typeof COUNTED_AS]] += 1;
				}
			}
			// Each character is a byte of the file.
			if (rows.length > 0) yield Buffer.from(rows.join(''), 'latin1');
		}
		yield Buffer.from(isCut && lastByte !== LF ? cutRow(held) : held, 'latin1');
		this.skipped = skipped;
	}
}

/** Whether the line has a note that is not closed: that of the last line if the file is cut in it. */
function hasOpenNote(line: string): boolean {
	const open = line.lastIndexOf('(');
	const hashes = line.indexOf('::: ');
	return hashes >= 0 && open >= hashes + 4 && line.indexOf(')', open) < 0;
}

/** The row of a line that is cut, made to look cut too: without its line end, and without its last cell. */
function cutRow(row: string): string {
	const end = row.lastIndexOf(',');
	return row.slice(0, end < 0 ? -1 : end);
}

/** Passes the chunks on, and calls `onLast` with the last byte of each. */
async function* noteLast(
	chunks: AsyncIterable<Buffer>,
	onLast: (byte: number) => void,
): AsyncGenerator<Buffer> {
	for await (const chunk of chunks) {
		const byte = chunk.at(-1);
		if (byte !== undefined) onLast(byte);
		yield chunk;
	}
}

/** @param isFirst whether no account came before */
function readLine(line: string, isFirst: boolean, secrets: ClearSecrets): DomainLine {
	if (secrets.isNext(line)) return { kind: 'secret' };
	if (line.length > MAX_LINE) return { kind: 'unreadable' };
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
		const id = rid === '' ? inDomain : `${inDomain}:${rid}`;
		const names = [id, domain, user].map(csvCell).join(',');
		const state = account.status || this.#statusOf(account, user);
		// The other cells have nothing to quote.
		return `${names},${rid},${lmHash},${ntHash},${csvCell(passwordLastSet)},${state},${admin},${former?.number ?? ''}\n`;
	}

	/** A former password is one of the account before it, whose line alone has the status. */
	#statusOf({ domain, rid }: DomainAccount, user: string): string {
		const last = this.#last;
		const isSame = last?.user === user && last.domain === domain && last.rid === rid;
		return isSame ? last.status : '';
	}
}

/**
 * The file as a domain export, if its first lines show that it is one.
 *
 * @throws CredcheckError INPUT when it is one, but the hashes to check are of another kind
 */
export function openDomainExport(
	head: Head,
	kind: HashKind,
	{ delimiter, header }: FormatOptions,
): DomainExport | undefined {
	// Who names the dialect wants it read as that.
	if (delimiter !== undefined || header === false) return undefined;
	const judgment = judgeLines(linesOf(head));
	if (judgment === 'keys') {
		throw new CredcheckError(
			'INPUT',
			`${head.name} has Kerberos keys, not NT hashes`,
			'give the file with NT hashes: secretsdump writes one that ends in .ntds beside it',
		);
	}
	if (judgment === 'cleartext') {
		throw new CredcheckError(
			'INPUT',
			`${head.name} has passwords in clear text, which are not read, not NT hashes`,
			'give the file with NT hashes, which secretsdump writes beside it and ends in .ntds; and turn off reversible encryption for these accounts',
		);
	}
	if (judgment === 'no') return undefined;
	if (kind.name === 'ntlm') return new DomainExport();
	// Lines of a name and 32 digits may be MD5 as well.
	if (judgment === 'maybe') return undefined;
	throw new CredcheckError(
		'INPUT',
		`${head.name} is an export of Windows accounts, with NT hashes, which a store of ${kind.title} cannot check`,
		'use --kind ntlm, here and in credcheck sync before it',
	);
}

/** Enough lines to tell, of a head that may have far more. */
const JUDGED_LINES = 500;

/** The first lines that are complete. */
function linesOf({ bytes, isWhole }: Head): string[] {
	const lines: string[] = [];
	let at = 0;
	while (lines.length < JUDGED_LINES) {
		const end = bytes.indexOf(LF, at);
		if (end < 0) break;
		lines.push(bytes.toString('latin1', at, end));
		at = end + 1;
	}
	if (isWhole && lines.length < JUDGED_LINES) lines.push(bytes.toString('latin1', at));
	return lines;
}

/** Two hashes, or what stands for one, between a RID and a colon; or the label of John the Ripper. */
const UNMISTAKABLE =
	/:\d*:(?:[0-9a-f]{32}|no [\w-]+\*+|\**):[0-9a-f]{32}:|:[0-9a-f]{32}:[0-9a-f]{32}:::|:\$NT\$[0-9a-f]{32}/i;

/** Whether the line has the names of columns, with another delimiter than the colon. */
function isHeader(line: string): boolean {
	if (line.includes('\t')) return true;
	const names = line.split(/[,;|]/);
	return names.length > 1 && names.some((name) => isKnownName(name.replaceAll('"', '')));
}

/**
 * Whether the lines are those of a domain export; `sure` if nothing else looks like it, `keys` and `cleartext` if it has
 * no accounts but these.
 */
function judgeLines(lines: readonly string[]): 'no' | 'maybe' | 'sure' | 'keys' | 'cleartext' {
	let accounts = 0;
	let cleartext = 0;
	let keys = 0;
	let others = 0;
	let isSure = false;
	const secrets = new ClearSecrets();
	for (const line of lines) {
		if (secrets.isNext(line)) continue;
		const { kind } = readDomainLine(line);
		if (kind === 'blank' || kind === 'message') continue;
		if (kind === 'unreadable') {
			// A table that has a header needs no conversion.
			if (accounts + others === 0 && isHeader(line)) return 'no';
			others += 1;
			continue;
		}
		if (kind === 'kerberos_key') keys += 1;
		if (kind !== 'account' && kind !== 'cleartext') continue;
		accounts += 1;
		if (kind === 'cleartext') cleartext += 1;
		isSure ||= kind === 'cleartext' || UNMISTAKABLE.test(line);
	}
	// Some tools begin with a header, which cannot be read.
	if (accounts === 0) return keys > others ? 'keys' : 'no';
	if (others > accounts) return 'no';
	if (cleartext === accounts) return 'cleartext';
	return isSure ? 'sure' : 'maybe';
}
