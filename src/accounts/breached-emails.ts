/**
 * The mail addresses known from breaches, as a set. Lists of them run to hundreds of millions, more
 * than a Set of strings can hold, so each is kept as 64 bits of its SHA-256: 16 to 32 bytes of
 * memory an address. The chance that an account is taken for one on the list is n / 2^64.
 */

import { CredcheckError } from '../errors.ts';
import { BlockRows } from './block-rows.ts';
import { cutBlocks } from './blocks.ts';
import { checkIsText, detectDelimiter } from './dialect.ts';
import { FingerprintSet, fingerprintOf } from './fingerprints.ts';
import { EMAIL_NAMES, normalize } from './header.ts';
import { readLines } from './lines.ts';
import { readRecords } from './records.ts';
import type { RowDialect } from './row-scanner.ts';
import { openTableFile } from './table-file.ts';
import { chunksOf, type TableFile } from './table-reader.ts';

/** What the set needs of an address: the account's and the list's are compared in this form. */
function foldAddress(address: string): string {
	return address.trim().normalize('NFC').toLowerCase();
}

export class BreachedEmails {
	readonly #set: FingerprintSet;

	/** @param slots of another set, to ask what it holds */
	constructor(slots?: Uint32Array) {
		this.#set = new FingerprintSet(slots);
	}

	/** What `FingerprintSet.slots` says. Others than now once an address is added. */
	get slots(): Uint32Array {
		return this.#set.slots;
	}

	/** Distinct addresses added. */
	get size(): number {
		return this.#set.size;
	}

	/** Takes the address trimmed and case-folded; an empty one is passed over. */
	add(address: string): void {
		const folded = foldAddress(address);
		if (folded !== '') this.#set.addPair(...fingerprintOf(folded));
	}

	has(address: string): boolean {
		const folded = foldAddress(address);
		return folded !== '' && this.#set.hasPair(...fingerprintOf(folded));
	}
}

export interface EmailList {
	readonly emails: BreachedEmails;
	/** Lines or cells that are filled, but not with an address. */
	readonly unusable: number;
}

/** As far as is needed to tell an address from a name, a pair, or a password behind a colon. */
const ADDRESS = /^[^\s@:;,<>"]+@[^\s@:;,<>"]+$/;

/**
 * Reads a list: one address a line, in quotes or not, or a CSV with an email column.
 *
 * @throws CredcheckError INPUT when it cannot be read, or is filled but holds no address; the
 *   signal's reason when it is aborted
 */
export async function readBreachedEmails(path: string, signal?: AbortSignal): Promise<EmailList> {
	const file = await openTableFile(path);
	try {
		const emails = new BreachedEmails();
		let unusable = 0;
		for await (const cells of addressCells(file)) {
			signal?.throwIfAborted();
			for (const cell of cells) {
				const address = cell
					.trim()
					.replace(/^"(.*)"$/, '$1')
					.trim();
				if (ADDRESS.test(address)) emails.add(address);
				else if (address !== '') unusable += 1;
			}
		}
		if (unusable > 0 && emails.size === 0) {
			throw new CredcheckError(
				'INPUT',
				`${file.name} is not a list of addresses`,
				'it must hold one address a line, or be a CSV with a column named email',
			);
		}
		return { emails, unusable };
	} finally {
		await file.close();
	}
}

/** What stands where an address should be, some hundreds at a time. */
async function* addressCells(file: TableFile): AsyncGenerator<string[]> {
	const head = await firstChunk(file);
	checkIsText(head, file.name);
	const dialect = { delimiter: detectDelimiter(head), emptyLinesCount: false };
	const column = await emailColumn(file, dialect);
	if (column < 0) {
		for await (const lines of readLines(chunksOf(file))) {
			yield lines.map((line) => line.toString('utf8').replace(/^\uFEFF/, ''));
		}
		return;
	}
	let isHeader = true;
	for await (const { bytes, release } of cutBlocks(file.read(), dialect)) {
		const rows = new BlockRows(bytes, dialect);
		const cells: string[] = [];
		if (isHeader) rows.skip(1);
		isHeader = false;
		while (rows.next()) {
			// A row that cannot be read counts as a cell that is no address.
			cells.push(rows.fault ?? (column < rows.size ? rows.cell(column) : ''));
		}
		release();
		yield cells;
	}
}

async function firstChunk(file: TableFile): Promise<Buffer> {
	for await (const chunk of chunksOf(file)) return chunk;
	return Buffer.alloc(0);
}

/** The index of the column with addresses; -1 when the first row names none. */
async function emailColumn(file: TableFile, dialect: RowDialect): Promise<number> {
	for await (const [header] of readRecords(file.read(), dialect)) {
		if (header === undefined || typeof header === 'string') return -1;
		return header.findIndex((name) => EMAIL_NAMES.includes(normalize(name)));
	}
	return -1;
}
