/**
 * The lines of a domain export: what secretsdump, pwdump and their kin print about the accounts of Windows. A line is
 * an account in one of several forms, or one that is none: a message, a Kerberos key, a secret of the machine, or a
 * password in clear text, of which nothing beyond its marker is read.
 */

import { withoutConsole } from './console.ts';

export interface DomainAccount {
	/** As written before the `\`; empty if it was not. */
	readonly domain: string;
	/** The sAMAccountName, as far as the line tells. */
	readonly user: string;
	/** What the name says if it is that of a former password; undefined if it cannot be. */
	readonly former: FormerName | undefined;
	/** The last part of the SID, in decimal digits; empty if the line has none. */
	readonly rid: string;
	/** 32 hex digits, or empty. */
	readonly lmHash: string;
	/** 32 hex digits; empty if the tool found none; undefined if the field is something else. */
	readonly ntHash: string | undefined;
	/** As written, such as `2023-01-02 03:04` or `never`; empty if unknown. */
	readonly passwordLastSet: string;
	readonly status: 'Enabled' | 'Disabled' | '';
	/** Whether it is an administrator of its machine; empty if the tool does not say. */
	readonly admin: 'yes' | 'no' | '';
}

/** A name with what tools add to it for a password of the account's history: `ann_history0`. */
export interface FormerName {
	/** The account. */
	readonly user: string;
	/** Which of its former passwords, in digits. */
	readonly number: string;
	/** Whether it is that beyond doubt: the name of an account may end in `_history0`, too. */
	readonly isSure: boolean;
}

export type DomainLine =
	| { readonly kind: 'account'; readonly account: DomainAccount }
	/** A password in clear text, which was not read. */
	| { readonly kind: 'cleartext' }
	/** A line that is no account and need not be one. */
	| { readonly kind: SkippedLine }
	/** None of all these: it may have been an account. */
	| { readonly kind: 'unreadable' };

export type SkippedLine =
	| 'blank'
	/** A message or banner of the tool. */
	| 'message'
	| 'kerberos_key'
	/** A secret of the machine, or a cached logon. */
	| 'secret';

/** Stands between a name and a password in clear text; the second is that of a machine, in hex. */
const CLEARTEXT = ':CLEARTEXT:';
const MACHINE_PASSWORD = ':plain_password_hex:';

const HASH = /^[0-9a-f]{32}$/i;
/** What tools write if there is no hash: `NO PASSWORD*****`, `NO LM-HASH*****`, asterisks, or nothing. */
const NO_HASH = /^(?:no [\w-]+\*+|\**)$/i;
const RID = /^\d{1,10}$/;

/** secretsdump adds ` (pwdLastSet=…)`, ` (status=…)` and, for local accounts, ` (Enabled=…)` and more. */
const NOTE = /^(\w+)=([^()]*)$/;
const MAX_NOTES = 8;

/** A name without what tools add to it, a RID, two hashes, and notes: nearly all lines, which are read faster so. */
const USUAL =
	/^(?:([^\\:[\t]*)\\)?([^\\:[*()\t]+):(\d{1,10}):([0-9a-f]{32}):([0-9a-f]{32}):::( *| \(.*\))$/i;

const MESSAGE = /^(?:\[[^\]]{1,40}\]|Impacket |mimikatz |\s*[.'#]*##)/;
const KERBEROS_KEY = /^(?:aes\d|de[sc][-_]|rc4[-_]|arcfour|0x[0-9a-f]+$)/i;
const SECRET_NAME = /^(?:\$MACHINE\.ACC|NL\$KM|dpapi_(?:machine|user)key|DPAPI_SYSTEM|_SC_)/i;
/** A line of a hex dump, by which secretsdump shows secrets that it does not know. */
const HEX_DUMP = /^ ?[0-9A-F]{4} {3}(?:[0-9A-F]{2} )/;
/** A hash, or what may be the remnant of one: a line that has it may have been an account. */
const MAY_BE_HASH = /[0-9a-f]{16}/i;

/** `_nthistory` is ntdsxtract's. */
const FORMER_PASSWORD = /_(?:nt)?history_?(\d{1,4})$/i;
/** gsecdump adds `(current)`, `(current-disabled)` or `(hist_01)` to a name. */
const GSECDUMP = /\((current|current-disabled|hist_(\d{1,4}))\)$/;
/** samdump2 puts this and a blank before a name, which may be empty. */
const SAMDUMP_DISABLED = '*disabled*';
/** The bit of userAccountControl for a disabled account. */
const ACCOUNTDISABLE = 2;

/**
 * @param printed the line without its line end, as Latin-1: each character is a byte, so that a name in any encoding
 *   leaves as it came
 */
export function readDomainLine(printed: string): DomainLine {
	const line = withoutConsole(printed);
	const usual = readUsual(line);
	if (usual !== undefined) return { kind: 'account', account: usual };
	const colon = line.indexOf(':');
	if (colon >= 0 && line.startsWith(CLEARTEXT, colon)) return { kind: 'cleartext' };
	if (colon >= 0 && line.startsWith(MACHINE_PASSWORD, colon)) return { kind: 'secret' };
	const trimmed = line.trim();
	if (trimmed === '') return { kind: 'blank' };
	if (MESSAGE.test(line)) return { kind: 'message' };
	const name = trimmed.slice(0, Math.max(0, trimmed.indexOf(':')));
	if (SECRET_NAME.test(name) || HEX_DUMP.test(line)) return { kind: 'secret' };
	const account = readAccount(trimmed);
	if (account !== undefined) return { kind: 'account', account };
	const [, second = '', third = ''] = trimmed.split(':', 3);
	if (KERBEROS_KEY.test(second) && /^[0-9a-f]+$/i.test(third)) return { kind: 'kerberos_key' };
	if (second.startsWith('$DCC2$') || (name.includes('/') && HASH.test(second))) {
		return { kind: 'secret' };
	}
	// Prose has several words, and neither the separators of an account nor a hash.
	const isProse =
		trimmed.includes(' ') && /^[^:\t\\]+$/.test(trimmed) && !MAY_BE_HASH.test(trimmed);
	return { kind: isProse ? 'message' : 'unreadable' };
}

/** Whether an unreadable line may be a banner, if it comes before the first account. */
export function mayBeBanner(line: string): boolean {
	return !MAY_BE_HASH.test(line);
}

function readUsual(line: string): DomainAccount | undefined {
	const found = USUAL.exec(line);
	if (found === null) return undefined;
	const [, domain = '', name = '', rid = '', lmHash = '', ntHash = '', noted = ''] = found;
	const user = name.trim();
	if (user === '' || HASH.test(user)) return undefined;
	const { text, notes } = noted.length < 2 ? NO_NOTES : takeNotes(noted);
	if (text.trim() !== '') return undefined;
	return {
		domain: domain.trimStart(),
		user,
		former: formerIn(user),
		rid,
		lmHash,
		ntHash,
		passwordLastSet: knownValue(notes.get('pwdlastset')),
		status: statusOf(notes),
		admin: answerOf(notes.get('admin')),
	};
}

const NO_NOTES = { text: '', notes: new Map<string, string>() };

function readAccount(line: string): DomainAccount | undefined {
	const { text, notes } = takeNotes(line);
	const fields = readTabbed(text) ?? readFields(text.split(':').map((field) => field.trim()));
	if (fields === undefined) return undefined;
	const { name, rid, lm, nt, isDisabled } = fields;
	const named = readName(name);
	if (named.user === '' || HASH.test(named.user)) return undefined;
	return {
		domain: named.domain,
		user: named.user,
		former: named.former,
		rid,
		lmHash: HASH.test(lm) ? lm : '',
		ntHash: HASH.test(nt) ? nt : NO_HASH.test(nt) ? '' : undefined,
		passwordLastSet: knownValue(notes.get('pwdlastset')),
		status: isDisabled || named.isDisabled ? 'Disabled' : statusOf(notes),
		admin: answerOf(notes.get('admin')),
	};
}

/** Takes the notes at the end of a line, by name in lower case. */
function takeNotes(line: string) {
	const notes = new Map<string, string>();
	let text = line;
	while (notes.size < MAX_NOTES && text.endsWith(')')) {
		const open = text.lastIndexOf('(');
		const [, name, value] = NOTE.exec(text.slice(open + 1, -1)) ?? [];
		if (name === undefined || value === undefined) break;
		notes.set(name.toLowerCase(), value);
		text = text.slice(0, open).trimEnd();
	}
	return { text, notes };
}

interface AccountFields {
	readonly name: string;
	readonly rid: string;
	readonly lm: string;
	readonly nt: string;
	readonly isDisabled?: boolean;
}

/** mimikatz, `lsadump::dcsync /csv`: RID, name, NT hash and userAccountControl, between tabs. */
function readTabbed(text: string): AccountFields | undefined {
	if (!text.includes('\t')) return undefined;
	const [rid = '', name = '', nt = '', control = ''] = text.split('\t').map((cell) => cell.trim());
	if (!RID.test(rid) || !HASH.test(nt)) return undefined;
	return { name, rid, lm: '', nt, isDisabled: (Number(control) & ACCOUNTDISABLE) !== 0 };
}

function readFields(fields: readonly string[]): AccountFields | undefined {
	const [name = '', second = '', third = '', fourth = '', fifth = ''] = fields;
	const isEmptyFrom = (index: number) => fields.slice(index).every((field) => field === '');
	// pwdump, secretsdump: NAME:RID:LM:NT:COMMENT:HOME:
	if (fields.length >= 4 && RID.test(second) && isHashOrNone(third)) {
		return { name, rid: second, lm: third, nt: fourth };
	}
	// Ophcrack, L0phtCrack: NAME::LM:NT:SID::
	if (fields.length >= 4 && second === '' && isHashOrNone(third) && HASH.test(fourth)) {
		return { name, rid: ridOf(fifth), lm: third, nt: fourth };
	}
	// hashcat, John the Ripper: NAME:NT or NAME:$NT$NT
	const nt = second.replace(/^\$NT\$/i, '');
	if (fields.length >= 2 && HASH.test(nt) && isEmptyFrom(2)) return { name, rid: '', lm: '', nt };
	// ntdsxtract for John the Ripper: NAME:$NT$NT:SID::, and the same without $NT$ for an LM hash
	const rid = ridOf(third);
	if (nt !== second && HASH.test(nt) && rid !== '' && isEmptyFrom(3)) {
		return { name, rid, lm: '', nt };
	}
	// The machine's own account, in secretsdump: NAME:LM:NT:::
	if (isHashOrNone(second) && HASH.test(third) && isEmptyFrom(3)) {
		return { name, rid: '', lm: second, nt: third };
	}
	return undefined;
}

/** The RID of a SID; empty if the field is none. */
function ridOf(field: string): string {
	return /^S-1-5-21-.*-(\d+)$/i.exec(field)?.[1] ?? '';
}

function isHashOrNone(field: string): boolean {
	return HASH.test(field) || NO_HASH.test(field);
}

function readName(name: string) {
	let full = name.trim();
	let isDisabled = false;
	if (full === SAMDUMP_DISABLED) {
		isDisabled = true;
	} else if (full.startsWith(`${SAMDUMP_DISABLED} `)) {
		isDisabled = true;
		full = full.slice(SAMDUMP_DISABLED.length).trim();
	}
	const backslash = full.indexOf('\\');
	const domain = full.slice(0, Math.max(0, backslash));
	let user = full.slice(backslash + 1);
	let former = formerIn(user);
	const [note, state, entry] = GSECDUMP.exec(user) ?? [];
	if (note !== undefined) {
		user = user.slice(0, -note.length);
		isDisabled ||= state === 'current-disabled';
		if (entry !== undefined) former = { user, number: entry, isSure: true };
	}
	return { domain, user, isDisabled, former };
}

/** What the name says if it ends in what tools add for a former password. */
function formerIn(user: string): FormerName | undefined {
	const [suffix, number] = FORMER_PASSWORD.exec(user) ?? [];
	if (suffix === undefined || suffix.length === user.length) return undefined;
	return { user: user.slice(0, -suffix.length), number: number as string, isSure: false };
}

function statusOf(notes: ReadonlyMap<string, string>): DomainAccount['status'] {
	const status = notes.get('status')?.trim().toLowerCase();
	if (status === 'disabled') return 'Disabled';
	if (status === 'enabled') return 'Enabled';
	const answer = answerOf(notes.get('enabled'));
	if (answer === '') return '';
	return answer === 'yes' ? 'Enabled' : 'Disabled';
}

function answerOf(value = ''): 'yes' | 'no' | '' {
	const lower = value.trim().toLowerCase();
	if (lower === 'true') return 'yes';
	return lower === 'false' ? 'no' : '';
}

function knownValue(value = ''): string {
	return value.trim() === 'N/A' ? '' : value.trim();
}
