/** The candidates of one block of rows, on a worker: its part of the lists, as bytes. */

import { BlockRows } from '../accounts/block-rows.ts';
import { BreachedEmails } from '../accounts/breached-emails.ts';
import type { Columns } from '../accounts/columns.ts';
import type { RowDialect } from '../accounts/row-scanner.ts';
import { forEachFound, type MatchedBlock } from '../match/key-block.ts';
import { KeyMemory, type SharedMemory } from '../match/key-memory.ts';
import type { HashKind } from '../range/kind.ts';
import { writeEvidence } from '../report/candidate-lists.ts';
import { CsvBytes } from '../report/csv.ts';
import {
	type OwnHash,
	ownHash,
	SHORTEST_HASH,
	withoutHash,
	withoutOwnHash,
} from '../report/redaction.ts';
import { type Candidacy, type EmailBreached, judgeMatched } from '../verdict/matrix.ts';

export interface ListTask {
	/** The block's rows, in shared memory, which the task may use for what it gives back. */
	readonly bytes: Uint8Array;
	readonly matched: MatchedBlock;
	/** Where its keys lie. */
	readonly memory: SharedMemory;
	readonly dialect: RowDialect;
	readonly columns: Columns;
	/** Cells that each row has. */
	readonly size: number;
	readonly kind: HashKind;
	/** Rows whose hash was seen less often are no candidates. */
	readonly minCount: number;
	/** The set of addresses known from breaches, if there is one. */
	readonly emailSlots: Uint32Array | undefined;
}

/** A list's part: candidates, and their rows in it. */
export interface ListPart {
	readonly accounts: number;
	/** May lie where the block's rows were. */
	readonly text: Uint8Array;
}

export type ListedBlock = Record<Candidacy['verdict'], ListPart>;

export function listBlock(task: ListTask): ListedBlock {
	const { columns, matched } = task;
	const { counts, found } = countsByRow(task);
	const emails = task.emailSlots === undefined ? undefined : new BreachedEmails(task.emailSlots);
	const rows = new BlockRows(task.bytes, task.dialect);
	for (const list of Object.values(lists)) list.clear();
	const accounts = { CRITICAL: 0, HIGH: 0 };
	let passed = 0;
	for (let row = 0, left = found; left > 0; row += 1) {
		const count = counts[row] as number;
		if (count === 0) continue;
		left -= 1;
		rows.skip(row - passed);
		// It was readable before. If it is not now, somebody wrote to the table, which shows at its end.
		if (!rows.next() || rows.fault !== undefined || rows.size !== task.size) break;
		passed = row + 1;
		const emailBreached = emailIn(emails, rows, columns.email);
		const candidacy = judgeMatched(emailBreached);
		const list = lists[candidacy.verdict];
		accounts[candidacy.verdict] += 1;
		if (columns.id === undefined) list.text('');
		else writeCell(list, rows, columns.id, columns.hash, withoutOwnHash);
		writeEvidence(list, candidacy, { count, emailBreached, row: matched.firstRow + row });
		for (const kept of columns.keep) writeCell(list, rows, kept, columns.hash, withoutHash);
		list.endRow();
	}
	// Nobody reads the block's rows any more. Most often both parts fit in their place, and nothing is
	// left behind that had to be collected.
	const critical = lists.CRITICAL.copy(task.bytes);
	const high = lists.HIGH.copy(task.bytes.subarray(critical.length));
	return {
		CRITICAL: { accounts: accounts.CRITICAL, text: critical },
		HIGH: { accounts: accounts.HIGH, text: high },
	};
}

/** Used again for each block. */
const lists = { CRITICAL: new CsvBytes(), HIGH: new CsvBytes() };

/** Copies a cell; one long enough to hold a hash is looked at first. */
function writeCell(
	list: CsvBytes,
	rows: BlockRows,
	column: number,
	hashColumn: number,
	redact: (cell: string, own: OwnHash) => string,
): void {
	const stretch = rows.stretch(column);
	if (stretch !== undefined && stretch.to - stretch.from < SHORTEST_HASH) {
		list.bytes(rows.bytes, stretch.from, stretch.to);
	} else {
		list.text(redact(rows.cell(column), ownHash(rows.cell(hashColumn))));
	}
}

/** For each row of the block its count, 0 where it is no candidate; and how many are. */
function countsByRow({ matched, memory, kind, minCount }: ListTask): {
	counts: Float64Array;
	found: number;
} {
	const counts = new Float64Array(matched.rows);
	let found = 0;
	forEachFound(new KeyMemory(memory), matched.keys, kind, (row, count) => {
		if (count < minCount) return;
		counts[row] = count;
		found += 1;
	});
	return { counts, found };
}

function emailIn(
	emails: BreachedEmails | undefined,
	rows: BlockRows,
	column: number | undefined,
): EmailBreached {
	if (emails === undefined || column === undefined) return 'not_checked';
	const email = rows.cell(column);
	if (email.trim() === '') return 'not_checked';
	return emails.has(email) ? 'yes' : 'no';
}
