/** The lists of candidates: one for each action, in input order. */

import type { CredentialRef } from '../history/credential-ref.ts';
import type { SinceLast } from '../history/previous.ts';
import type { CsvBytes } from '../output/csv-writer.ts';
import type { Candidacy, EmailBreached, NameInPassword } from '../verdict/matrix.ts';
import { TIERS, type Tier, tierOf } from '../verdict/tiers.ts';

/** Columns that every list has, whatever is kept. */
const LIST_COLUMNS: readonly string[] = [
	'account_id',
	'verdict',
	'action',
	'reasons',
	'breach_count',
	'tier',
	'email_breached',
	'row',
	'credential_ref',
];

/** What a list says of a candidate between its id and the kept columns. */
export interface ListedEvidence {
	/** How often the source saw the hash; 0 for a candidate whose password is in no breach. */
	readonly count: number;
	readonly emailBreached: EmailBreached;
	/** Number of the data row, from 1. */
	readonly row: number;
	/** Undefined where accounts have no id. */
	readonly credentialRef: CredentialRef | undefined;
	/** What the account was in an earlier report; undefined when none was given. */
	readonly sinceLast: SinceLast | undefined;
	/** Undefined when names were not asked for. */
	readonly nameInPassword: NameInPassword | undefined;
}

/**
 * The names of the columns.
 *
 * @param asked which of the columns that are there only when asked for
 */
export function listColumns(
	asked: { readonly sinceLast: boolean; readonly names: boolean },
	kept: readonly string[],
): string[] {
	return [
		...LIST_COLUMNS,
		...(asked.sinceLast ? ['since_last'] : []),
		...(asked.names ? ['name_in_password'] : []),
		...kept,
	];
}

export function writeEvidence(
	list: CsvBytes,
	candidacy: Candidacy,
	{ count, emailBreached, row, credentialRef, sinceLast, nameInPassword }: ListedEvidence,
): void {
	list.ready(cellsOf(candidacy));
	list.number(count);
	list.ready(count === 0 ? NOTHING : TIER_CELLS[tierOf(count)]);
	list.ready(EMAIL_CELLS[emailBreached]);
	list.number(row);
	writeRef(list, credentialRef);
	if (sinceLast !== undefined) list.word(sinceLast);
	if (nameInPassword !== undefined) list.word(nameInPassword);
}

/** @param credentialRef undefined where accounts have no id */
export function writeRef(list: CsvBytes, credentialRef: CredentialRef | undefined): void {
	if (credentialRef === undefined) list.ready(NOTHING);
	else list.hex(credentialRef);
}

// What stands in row after row is made bytes once.
const NOTHING = new Uint8Array();
const TIER_CELLS = Object.fromEntries(
	TIERS.map((tier) => [tier, Buffer.from(tier)]),
) as unknown as Record<Tier, Uint8Array>;
const EMAIL_CELLS: Record<EmailBreached, Uint8Array> = {
	yes: Buffer.from('yes'),
	no: Buffer.from('no'),
	not_checked: Buffer.from('not_checked'),
};
const CANDIDACY_CELLS = new WeakMap<Candidacy, Uint8Array>();

function cellsOf(candidacy: Candidacy): Uint8Array {
	let cells = CANDIDACY_CELLS.get(candidacy);
	if (cells === undefined) {
		const { verdict, action, reasons } = candidacy;
		cells = Buffer.from(`${verdict},${action},${reasons.join('+')}`);
		CANDIDACY_CELLS.set(candidacy, cells);
	}
	return cells;
}
