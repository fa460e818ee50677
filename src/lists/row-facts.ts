/** What is known of the row that a thread is processing: one object, reused for each row. */

import { type CredentialRef, CredentialRefs } from '../history/credential-ref.ts';
import type { SinceLast } from '../history/previous.ts';
import { plainSpan } from '../table/columns/plain-cell.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import { type Answer, type Candidacy, FACTS, type Fact } from '../verdict/matrix.ts';

export class RowFacts {
	readonly cells: BlockRows;
	/** Number of the data row, from 1. */
	row = 0;
	/** Words of its hash. */
	readonly hash: Uint32Array;
	/** Whether the row has a usable hash. Of a row without one, nothing else is known. */
	hasHash = false;
	/** How often the hash was seen; 0 if less often than `minCount`. */
	count = 0;
	/** Whether the store lacks the range of the hash. */
	isUnknown = false;
	/** The number and size of the group that shares the hash; 0 if the account is not to be listed in one. */
	group = 0;
	groupSize = 0;
	/** Current only for candidates, and for facts that every row is tested for. */
	readonly facts = Object.fromEntries(FACTS.map((fact) => [fact, 'not_checked'])) as Record<
		Fact,
		Answer
	>;
	/** Undefined unless the account is a candidate. */
	candidacy: Candidacy | undefined;
	/** What a candidate was in the earlier report; undefined without one. */
	sinceLast: SinceLast | undefined;
	/** Whether `--exclude` keeps the account out of the lists. */
	isExcluded = false;
	readonly #idColumn: number | undefined;
	readonly #refs: CredentialRefs | undefined;
	/** The row whose id was located last, and its bytes: not copied, since there are millions. */
	#idRow = 0;
	#idBytes: Buffer = Buffer.alloc(0);
	#idFrom = 0;
	#idTo = 0;
	/** The row whose reference was made last. */
	#refRow = 0;
	#ref: CredentialRef | undefined;

	/**
	 * @param hashWords words of a hash
	 * @param idColumn undefined if accounts have no ids
	 * @param refKey the key of credential references; undefined if they stay empty
	 */
	constructor(
		cells: BlockRows,
		hashWords: number,
		idColumn: number | undefined,
		refKey: Uint8Array | undefined,
	) {
		this.cells = cells;
		this.hash = new Uint32Array(hashWords);
		this.#idColumn = idColumn;
		this.#refs = refKey === undefined ? undefined : new CredentialRefs(refKey);
	}

	/** The account's id in UTF-8, as `plainSpan` has it; empty if there are no ids. Valid until the next row. */
	id(): Buffer {
		this.#locateId();
		return this.#idBytes.subarray(this.#idFrom, this.#idTo);
	}

	/** The account's reference; undefined if references stay empty. Valid until the next row. */
	ref(): CredentialRef | undefined {
		if (this.#refs !== undefined && this.#refRow !== this.row) {
			this.#locateId();
			this.#ref = this.#refs.of(this.hash, this.#idBytes, this.#idFrom, this.#idTo);
			this.#refRow = this.row;
		}
		return this.#ref;
	}

	#locateId(): void {
		if (this.#idColumn === undefined || this.#idRow === this.row) return;
		const range = this.cells.byteRange(this.#idColumn);
		const bytes =
			range === undefined ? Buffer.from(this.cells.cell(this.#idColumn)) : this.cells.bytes;
		const { from, to } = plainSpan(bytes, range?.from ?? 0, range?.to ?? bytes.length);
		this.#idBytes = bytes;
		this.#idFrom = from;
		this.#idTo = to;
		this.#idRow = this.row;
	}
}
