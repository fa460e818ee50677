/** What is known of the row that a thread is processing: one object, reused for each row. */

import { CredentialRefs } from '../history/credential-ref.ts';
import type { SinceLast } from '../history/previous.ts';
import { MAX_KEYS } from '../kernels/block-keys.ts';
import { hashWords } from '../range/kind.ts';
import { IdCell } from '../table/columns/id-cell.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import { type Answer, type Candidacy, FACTS, type Fact } from '../verdict/matrix.ts';
import { type IdSource, redactedIdTest } from './copied-cells.ts';
import type { DomainFinding } from './domain-findings.ts';

const NO_BYTES = Buffer.alloc(0);

export class RowFacts {
	readonly cells: BlockRows;
	/** Number of the data row, from 1. */
	row = 0;
	/** Its index in the block. */
	index = 0;
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
	/** Whether that group has privileged and other accounts. */
	isMixed = false;
	/** Whether it is one of the accounts of `--privileged`. */
	isPrivileged = false;
	/** What is found about an account of a domain, whether or not it has a hash; empty for other tables. */
	findings: readonly DomainFinding[] = [];
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
	readonly #hasRedactedId: (cells: BlockRows) => boolean;
	/** The row whose id was searched for its hash last. */
	#redactedRow = 0;
	#isIdRedacted = false;
	readonly #refs: CredentialRefs | undefined;
	readonly #id = new IdCell();
	/** The row whose id was located last. */
	#idRow = 0;
	/** For each row of the block, the index of its reference plus one; 0 if it was not asked for. */
	readonly #refOf: Uint16Array;

	/**
	 * @param rows of the block
	 * @param refKey the key of credential references; undefined if they stay empty
	 */
	constructor(cells: BlockRows, rows: number, source: IdSource, refKey: Uint8Array | undefined) {
		this.cells = cells;
		this.hash = new Uint32Array(hashWords(source.kind));
		this.#idColumn = source.id;
		this.#hasRedactedId = redactedIdTest(source);
		// Only rows with a hash have references.
		this.#refs = refKey && new CredentialRefs(refKey, Math.min(rows, MAX_KEYS));
		this.#refOf = new Uint16Array(rows);
	}

	/** Whether lists show `[hash]` in place of the id, since it has the account's own hash in it. */
	get isIdRedacted(): boolean {
		if (this.#redactedRow !== this.row) {
			this.#isIdRedacted = this.#hasRedactedId(this.cells);
			this.#redactedRow = this.row;
		}
		return this.#isIdRedacted;
	}

	/** The account's id in UTF-8, as it is meant; empty if it cannot be used, or there are no ids. Valid until the next row. */
	id(): Buffer {
		this.#locateId();
		return this.#id.bytes.subarray(this.#id.from, this.#id.to);
	}

	/** The index of the account's reference in `refs`; undefined if its id cannot be used, or references stay empty. */
	ref(): number | undefined {
		if (this.#refs === undefined) return undefined;
		const ref = this.#refOf[this.index] as number;
		if (ref > 0) return ref - 1;
		this.#locateId();
		const { bytes, from, to } = this.#id;
		if (from === to) return undefined;
		const added = this.#refs.add(this.hash, bytes, from, to);
		this.#refOf[this.index] = added + 1;
		return added;
	}

	/** All references that were asked for so far. It pays to ask for many before these are used. */
	refs(): Buffer {
		return this.#refs?.tags() ?? NO_BYTES;
	}

	#locateId(): void {
		if (this.#idColumn === undefined || this.#idRow === this.row) return;
		this.#id.locate(this.cells, this.#idColumn);
		// As the id of many accounts, it would be taken for that of one.
		if (this.#id.fault !== undefined) this.#id.clear();
		this.#idRow = this.row;
	}
}
