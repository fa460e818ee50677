/** What is known of the row that a thread is at: one object, used again for each row. */

import { type CredentialRef, CredentialRefs } from '../history/credential-ref.ts';
import type { SinceLast } from '../history/previous.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import { type Answer, type Candidacy, FACTS, type Fact } from '../verdict/matrix.ts';
import { AccountId } from './account-id.ts';
import { breachedOf, type SharedAccount } from './report-lists.ts';

export class RowFacts implements SharedAccount {
	readonly cells: BlockRows;
	/** Number of the data row, from 1. */
	row = 0;
	/** Words of its hash. */
	readonly hash: Uint32Array;
	/** Whether it has one: of a row without, nothing else is known. */
	hasHash = false;
	/** How often the source saw the hash; 0 for less often than asked for. */
	count = 0;
	/** Whether the store lacks the range of the hash. */
	isUnknown = false;
	/** The number and the size of the group that shares the hash; 0 where it is not to be listed. */
	group = 0;
	groupSize = 0;
	readonly facts = Object.fromEntries(FACTS.map((fact) => [fact, 'not_checked'])) as Record<
		Fact,
		Answer
	>;
	/** Undefined for an account that is not a candidate. */
	candidacy: Candidacy | undefined;
	/** What a candidate was in an earlier report; undefined when none is compared with. */
	sinceLast: SinceLast | undefined;
	/** Whether it is kept out of the lists. */
	isExcluded = false;
	readonly #id: AccountId;
	readonly #refs: CredentialRefs | undefined;
	#idRow = 0;
	#refRow = 0;
	#ref: CredentialRef | undefined;

	/**
	 * @param hashWords words of a hash
	 * @param idColumn undefined where accounts have no id
	 * @param refKey the key of credential references; undefined where accounts have no id
	 */
	constructor(
		cells: BlockRows,
		hashWords: number,
		idColumn: number | undefined,
		refKey: Uint8Array | undefined,
	) {
		this.cells = cells;
		this.hash = new Uint32Array(hashWords);
		this.#id = new AccountId(idColumn);
		this.#refs = refKey === undefined ? undefined : new CredentialRefs(refKey);
	}

	get breached(): SharedAccount['breached'] {
		return breachedOf(this.isUnknown, this.count > 0);
	}

	/** The account's id, as UTF-8; empty where there is none. Good until the next row. */
	id(): Buffer {
		return this.#readId().text;
	}

	/** The account's reference; undefined where there are no ids. Good until the next row. */
	ref(): CredentialRef | undefined {
		if (this.#refs !== undefined && this.#refRow !== this.row) {
			const { bytes, from, to } = this.#readId();
			this.#ref = this.#refs.of(this.hash, bytes, from, to);
			this.#refRow = this.row;
		}
		return this.#ref;
	}

	#readId(): AccountId {
		if (this.#idRow !== this.row) this.#id.read(this.cells);
		this.#idRow = this.row;
		return this.#id;
	}
}
