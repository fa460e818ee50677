/**
 * An earlier report, to tell what has changed since: which of its candidates are candidates still,
 * which have another password that is no better, and which are rid of it.
 */

import { join } from 'node:path';
import { CredcheckError } from '../errors.ts';
import { withoutMark } from '../output/formula-escape.ts';
import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { readCellList } from '../table/cell-list.ts';
import { openTableFile } from '../table/input/table-file.ts';
import { fingerprintOfId, fingerprintOfRefText, idBytes } from './account-fingerprints.ts';
import {
	allCandidates,
	checkedRef,
	checkSameKey,
	incomplete,
	REF_COLUMN,
	readSummary,
} from './earlier-report.ts';

/** What a candidate was in the earlier report. */
export type SinceLast = 'new' | 'still' | 'rotated_to_breached';

/** What is known now of an account that was listed then; bits of one byte. */
export const IN_TABLE = 1;
export const CANDIDATE = 2;
/** Its range is not held, its hash is none, or its password is the same and asks for nothing now. */
export const UNDETERMINED = 4;

export interface PreviousReport {
	readonly folder: string;
	/** UTC, ISO 8601. */
	readonly startedAt: string;
	/** The candidates of then, and their references. */
	readonly ids: FingerprintSet;
	readonly refs: FingerprintSet;
	readonly minCount: number;
	/** Whether names were tried. */
	readonly names: boolean;
}

/** What threads need of an earlier report, and what they note. */
export interface SharedPrevious {
	readonly idSlots: Uint32Array;
	readonly refSlots: Uint32Array;
	/** What is known now of each account, by the place of its id. */
	readonly marks: Uint8Array;
}

/** A `[hash]` in place of an id names nobody. */
const REDACTED_ID = '[hash]';

/**
 * @param keyName of the key that references are made with now
 * @throws CredcheckError INPUT when it is no finished report, has no references, or they were made with
 *   another key
 */
export async function readPrevious(folder: string, keyName: string): Promise<PreviousReport> {
	const summary = readSummary(folder);
	checkSameKey(folder, summary, keyName);
	const ids = new FingerprintSet();
	const refs = new FingerprintSet();
	const plain = (summary['spreadsheet'] as { plain?: unknown } | undefined)?.plain === true;
	const { files, rows: due } = allCandidates(folder, summary);
	let rows = 0;
	for (const file of files) {
		const path = join(folder, file);
		for await (const cell of cellsOf(path, REF_COLUMN)) {
			rows += 1;
			const ref = checkedRef(cell, path);
			if (ref !== '') refs.addPair(...fingerprintOfRefText(ref));
		}
		for await (const cell of cellsOf(path, 'account_id')) {
			const id = plain ? cell : withoutMark(cell);
			if (idBytes(id).length > 0 && id !== REDACTED_ID) ids.addPair(...fingerprintOfId(id));
		}
	}
	if (rows !== due) throw incomplete(folder, rows, due);
	return {
		folder,
		startedAt: String(summary['startedAt']),
		ids,
		refs,
		minCount: Number(summary['minCount']),
		names: Boolean(summary['names']),
	};
}

async function* cellsOf(path: string, column: string): AsyncGenerator<string> {
	const file = await openTableFile(path);
	try {
		for await (const piece of readCellList(file, [column])) {
			if (piece.column !== column || piece.faults > 0) {
				throw new CredcheckError(
					'INPUT',
					`${path} is not as it was written`,
					'give the report as it was written, all of its files',
				);
			}
			yield* piece.cells;
		}
	} finally {
		await file.close();
	}
}

/** Memory for what is noted of each account of an earlier report. */
export function shareOf({ ids, refs }: PreviousReport): SharedPrevious {
	return {
		idSlots: ids.slots,
		refSlots: refs.slots,
		marks: new Uint8Array(new SharedArrayBuffer(ids.slots.length / 2)),
	};
}

/** What has become of the accounts that were listed then. */
export function outcomeOf(
	{ ids }: PreviousReport,
	{ marks }: SharedPrevious,
): {
	readonly resolved: number;
	readonly gone: number;
	readonly undetermined: number;
} {
	let seen = 0;
	let resolved = 0;
	let undetermined = 0;
	for (const mark of marks) {
		if ((mark & IN_TABLE) === 0) continue;
		seen += 1;
		if ((mark & CANDIDATE) !== 0) continue;
		if ((mark & UNDETERMINED) !== 0) undetermined += 1;
		else resolved += 1;
	}
	return { resolved, gone: ids.size - seen, undetermined };
}
