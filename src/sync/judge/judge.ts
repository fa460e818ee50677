/** Decides whether a fetched range is accepted, given the stored ranges: the last check before it is written. */

import { bodyFingerprint } from '../../range/packed.ts';
import { formatPrefix, type Prefix, PrefixSet } from '../../range/prefix.ts';
import type { RangeCheck } from '../../store/reader.ts';
import type { CheckOutcome, StoreWriter } from '../../store/writer.ts';
import type { FetchedRange } from '../fetch/fetch-range.ts';
import { implausibility, isProved, MIN_HASHES, usualSize } from './plausibility.ts';

export interface Judgement {
	/**
	 * What is to be recorded: one outcome, or two where a range has the body of another, and that one is
	 * to go.
	 */
	readonly outcomes: readonly CheckOutcome[];
	/** Whether it speaks for or against there being a source of ranges at all. */
	readonly sourceHealth: 'for' | 'against' | 'neither';
}

export class Judge {
	readonly #store: StoreWriter;
	readonly #trustSource: boolean;
	readonly #settle: () => void;
	/** Ranges held, with those that came since. */
	#accepted: { ranges: number; hashes: number } | undefined;
	/** Which range has the body of a fingerprint: two ranges never have the same. */
	#bodies: Map<number, Prefix> | undefined;
	/** Heads of bodies that came for several prefixes, none of which has it now. */
	readonly #disputed = new Set<number>();
	/** Stored by this run, with nothing held before that could have spoken against them. */
	readonly #unproved = new PrefixSet();
	/** Those whose new body agrees with their stored copy. */
	readonly #proved = new PrefixSet();
	readonly #withdrawn = new PrefixSet();

	/**
	 * @param trustSource take what comes even where it lacks what is held
	 * @param settle writes every outcome given so far
	 */
	constructor(store: StoreWriter, trustSource: boolean, settle: () => void) {
		this.#store = store;
		this.#trustSource = trustSource;
		this.#settle = settle;
	}

	/** @param check of what is held */
	judge(fetched: FetchedRange, prefix: Prefix, check: RangeCheck | undefined): Judgement {
		const fail = (reason: string): CheckOutcome => ({ kind: 'failed', prefix, reason });
		if (fetched.kind === 'failed')
			return { outcomes: [fail(fetched.reason)], sourceHealth: 'against' };
		if (fetched.kind !== 'fetched' && this.#withdrawn.has(prefix)) {
			// It was asked about what had not yet been taken away.
			return {
				outcomes: [fail('the stored copy was the body of another range')],
				sourceHealth: 'neither',
			};
		}
		if (fetched.kind === 'unchanged') {
			return { outcomes: [{ kind: 'unchanged', prefix }], sourceHealth: 'for' };
		}
		const { hashes, head } = fetched;
		const { etag, lastModified } = fetched.validators;
		if (fetched.kind === 'same') {
			const same: CheckOutcome = { kind: 'same', prefix, hashes, head, etag, lastModified };
			return { outcomes: [same], sourceHealth: 'for' };
		}
		const { packed, checksum, retained } = fetched;
		const figures = { hashes, held: this.#trustSource ? undefined : check?.hashes, retained };
		// Read, as the bodies are, when the first new one comes: a refresh may bring none.
		this.#accepted ??= { ...this.#store.reader.totals() };
		const reason = implausibility(figures, usualSize(this.#accepted));
		if (reason !== undefined) return { outcomes: [fail(reason)], sourceHealth: 'neither' };
		const bodies = this.#openBodies();
		const twin = this.#twin(bodies.get(head), fetched, prefix);
		const proved = isProved(figures);
		if (twin !== undefined && (!proved || this.#proved.has(twin))) {
			const refused = fail(`the same body as ${formatPrefix(twin)}`);
			// One that was held before is taken to be right; of two new ones nobody knows.
			const open = this.#unproved.has(twin) && !this.#disputed.has(head);
			this.#disputed.add(head);
			const outcomes = open ? [refused, this.#withdraw(twin, prefix)] : [refused];
			return { outcomes, sourceHealth: 'against' };
		}
		bodies.set(head, prefix);
		if (check === undefined) this.#unproved.add(prefix);
		if (proved) this.#proved.add(prefix);
		this.#accepted.ranges += check === undefined ? 1 : 0;
		this.#accepted.hashes += hashes - (check?.hashes ?? 0);
		const changed: CheckOutcome = {
			kind: 'changed',
			prefix,
			packed,
			checksum,
			hashes,
			head,
			etag,
			lastModified,
		};
		// It goes on where the range left off, so it is the other that was wrong.
		const wrong = twin !== undefined && this.#store.reader.check(twin) !== undefined;
		return {
			outcomes: wrong ? [this.#withdraw(twin, prefix), changed] : [changed],
			sourceHealth: 'for',
		};
	}

	#withdraw(prefix: Prefix, twin: Prefix): CheckOutcome {
		this.#withdrawn.add(prefix);
		return { kind: 'withdrawn', prefix, reason: `the same body as ${formatPrefix(twin)}` };
	}

	/** Read when the first new body comes: a refresh that finds nothing new needs none of it. */
	#openBodies(): Map<number, Prefix> {
		if (this.#bodies === undefined) {
			const bodies = new Map<number, Prefix>();
			this.#store.reader.forEachHead((prefix, head) => bodies.set(head, prefix));
			this.#bodies = bodies;
		}
		return this.#bodies;
	}

	/**
	 * Another range that is held with this body, or was until it was withdrawn. Bodies that begin the
	 * same are the same but for a change since; small ones, which somebody may have made up, must be
	 * the same to the byte.
	 */
	#twin(
		other: Prefix | undefined,
		{ head, hashes, checksum }: Extract<FetchedRange, { kind: 'fetched' }>,
		prefix: Prefix,
	): Prefix | undefined {
		if (other === undefined || other === prefix) return undefined;
		if (this.#disputed.has(head)) return other;
		this.#settle();
		const held = this.#store.reader.range(other);
		if (held.kind !== 'range' || bodyFingerprint(held.range) !== head) return undefined;
		return hashes >= MIN_HASHES || held.checksum.equals(checksum) ? other : undefined;
	}
}
