/** What a fetched range is worth beside what is held: the last word before it is stored. */

import { formatPrefix, type Prefix, PrefixSet } from '../range/prefix.ts';
import { headOf, type RangeCheck } from '../store/reader.ts';
import type { CheckOutcome, StoreWriter } from '../store/writer.ts';
import { BodyIndex } from './body-index.ts';
import type { FetchedRange } from './fetch-range.ts';
import { implausibility, usualSize } from './plausibility.ts';

export class Judge {
	readonly #store: StoreWriter;
	readonly #settle: () => void;
	readonly #usual: number;
	#bodies: BodyIndex | undefined;
	/** Heads of bodies that came for several prefixes, none of which has it now. */
	readonly #disputed = new Set<number>();
	/** Stored by this run, with nothing held before that could have spoken against them. */
	readonly #unproved = new PrefixSet();

	/** @param settle writes every outcome given so far */
	constructor(store: StoreWriter, settle: () => void) {
		this.#store = store;
		this.#settle = settle;
		this.#usual = usualSize(store.reader.holdings());
	}

	/**
	 * What is to be recorded of it: one outcome, or two where it has the body of another range, and
	 * nothing tells which of the two it belongs to.
	 *
	 * @param check of what is held
	 */
	judge(fetched: FetchedRange, prefix: Prefix, check: RangeCheck | undefined): CheckOutcome[] {
		const fail = (reason: string): CheckOutcome => ({ kind: 'failed', prefix, reason });
		if (fetched.kind === 'failed') return [fail(fetched.reason)];
		if (fetched.kind === 'unchanged') return [{ kind: 'unchanged', prefix, validators: 'kept' }];
		const validators = {
			etag: fetched.validators.etag,
			lastModified: fetched.validators.lastModified,
		};
		if (fetched.kind === 'same') return [{ kind: 'unchanged', prefix, validators }];
		const { packed, checksum, hashes, retained } = fetched;
		const reason = implausibility({ hashes, held: check?.hashes, retained }, this.#usual);
		if (reason !== undefined) return [fail(reason)];
		const head = headOf(checksum);
		const bodies = this.#openBodies();
		const twin = this.#twin(bodies.find(head), head, checksum, prefix);
		if (twin !== undefined) {
			const refused = fail(`the same body as ${formatPrefix(twin)}`);
			if (!this.#unproved.has(twin) || this.#disputed.has(head)) return [refused];
			this.#disputed.add(head);
			return [
				refused,
				{
					kind: 'withdrawn',
					prefix: twin,
					reason: `the same body as ${formatPrefix(prefix)}`,
					hashes,
				},
			];
		}
		bodies.add(head, prefix);
		if (check === undefined) this.#unproved.add(prefix);
		return [{ kind: 'changed', prefix, packed, checksum, hashes, ...validators }];
	}

	/** Read when the first new body comes: a refresh that finds nothing new needs none of it. */
	#openBodies(): BodyIndex {
		if (this.#bodies === undefined) {
			const bodies = new BodyIndex();
			this.#store.reader.forEachBody((prefix, head) => bodies.add(head, prefix));
			this.#bodies = bodies;
		}
		return this.#bodies;
	}

	/** Another range that is held with this body, or was until it was withdrawn. */
	#twin(
		other: Prefix | undefined,
		head: number,
		checksum: Uint8Array,
		prefix: Prefix,
	): Prefix | undefined {
		if (other === undefined || other === prefix) return undefined;
		if (this.#disputed.has(head)) return other;
		this.#settle();
		return this.#store.checksum(other)?.equals(checksum) ? other : undefined;
	}
}
