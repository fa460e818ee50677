/** Decides whether a fetched range is accepted, given the stored ranges: the last check before it is written. */

import { bodyFingerprint, isSameContent, viewPacked } from '../../range/packed.ts';
import { formatPrefix, type Prefix, PrefixSet } from '../../range/prefix.ts';
import { MIN_HASHES } from '../../range/spread.ts';
import type { StoreReader } from '../../store/reader.ts';
import type { CheckOutcome } from '../../store/tables/check-outcome.ts';
import type { RangeCheck } from '../../store/tables/records.ts';
import type { FetchedRange } from '../fetch/fetch-range.ts';
import { BodyIndex } from './body-index.ts';
import {
	type HeldRanges,
	implausibility,
	isProved,
	MIN_RANGES,
	tooFew,
	usualSize,
} from './plausibility.ts';

export interface Judgement {
	/** To be recorded: one outcome, or two when another range with the same body is withdrawn. */
	readonly outcomes: readonly CheckOutcome[];
	/** Whether this is evidence for or against the source serving ranges at all. */
	readonly sourceHealth: 'for' | 'against' | 'neither';
}

type NewRange = Extract<FetchedRange, { kind: 'changed' }>;

interface Accepted {
	/** The stored ranges and those accepted since; with `trustSource` the latter alone. */
	readonly held: { -readonly [Field in keyof HeldRanges]: HeldRanges[Field] };
	/** No two ranges have the same body. */
	readonly bodies: BodyIndex;
}

export class Judge {
	readonly #reader: StoreReader;
	readonly #trustSource: boolean;
	readonly #writePending: () => Promise<void>;
	#accepted: Accepted | undefined;
	/** Fingerprints of bodies that were refused for a second prefix. */
	readonly #disputed = new Set<number>();
	/** Ranges first stored by this run, with no earlier copy to compare them with. */
	readonly #unproved = new PrefixSet();
	/** Ranges whose new body agrees with their stored copy. */
	readonly #proved = new PrefixSet();
	readonly #withdrawn = new PrefixSet();
	/** Hashes of the ranges first stored by this run before it was known what is usual. */
	readonly #early = new Map<Prefix, number>();

	/**
	 * @param trustSource compare ranges with those of this run only, not with what is stored
	 * @param writePending writes every outcome returned so far, so that `reader` has them
	 */
	constructor(reader: StoreReader, trustSource: boolean, writePending: () => Promise<void>) {
		this.#reader = reader;
		this.#trustSource = trustSource;
		this.#writePending = writePending;
	}

	/**
	 * To be called again only when the last judgement is there.
	 *
	 * @param check of the stored range, from before the request
	 */
	async judge(
		fetched: FetchedRange,
		prefix: Prefix,
		check: RangeCheck | undefined,
	): Promise<Judgement> {
		if (fetched.kind === 'failed') {
			return { outcomes: [failed(prefix, fetched.reason)], sourceHealth: 'against' };
		}
		if (fetched.kind === 'changed') return this.#judgeNew(fetched, prefix, check);
		if (this.#withdrawn.has(prefix)) {
			// It was compared with a stored copy that has been withdrawn since.
			const outcome = failed(prefix, 'the stored copy was the body of another range');
			return { outcomes: [outcome], sourceHealth: 'neither' };
		}
		return { outcomes: [{ ...fetched, prefix }], sourceHealth: 'for' };
	}

	async #judgeNew(
		fetched: NewRange,
		prefix: Prefix,
		check: RangeCheck | undefined,
	): Promise<Judgement> {
		const { retained, hashes, head } = fetched;
		const figures = { hashes, stored: this.#trustSource ? undefined : check?.hashes, retained };
		this.#accepted ??= this.#readAccepted();
		const usual = usualSize(this.#accepted.held);
		const reason = implausibility(figures, usual);
		if (reason !== undefined) {
			return { outcomes: [failed(prefix, reason)], sourceHealth: 'neither' };
		}
		const twin = await this.#twin(this.#accepted.bodies.get(head), fetched, prefix);
		const proved = isProved(figures);
		if (twin !== undefined && (!proved || this.#proved.has(twin))) {
			const outcomes = [failed(prefix, sameBody(twin))];
			// A range stored before this run is assumed to be right; of two new ones neither is kept.
			if (this.#unproved.has(twin) && !this.#disputed.has(head)) {
				outcomes.push(this.#withdraw(twin, sameBody(prefix)));
			}
			this.#disputed.add(head);
			return { outcomes, sourceHealth: 'against' };
		}
		this.#accepted.bodies.set(head, prefix);
		if (check === undefined) this.#unproved.add(prefix);
		if (proved) this.#proved.add(prefix);
		const replaced = this.#trustSource ? undefined : check;
		const { held } = this.#accepted;
		held.ranges += replaced === undefined ? 1 : 0;
		held.hashes += hashes - (replaced?.hashes ?? 0);
		if (check === undefined && held.ranges <= MIN_RANGES) this.#early.set(prefix, hashes);
		const outcomes: CheckOutcome[] = [{ ...fetched, prefix }];
		// This body agrees with the stored copy of its own range, so the twin has the wrong one.
		if (twin !== undefined && this.#reader.check(twin) !== undefined) {
			outcomes.unshift(this.#withdraw(twin, sameBody(prefix)));
		}
		return { outcomes: [...outcomes, ...this.#reviewEarly(held)], sourceHealth: 'for' };
	}

	/** Once it is known what is usual, withdraws the ranges accepted before that have too few hashes. */
	#reviewEarly(held: Accepted['held']): CheckOutcome[] {
		if (held.ranges < MIN_RANGES || this.#early.size === 0) return [];
		const usual = usualSize(held);
		const withdrawn: CheckOutcome[] = [];
		for (const [prefix, hashes] of this.#early) {
			if (usual === undefined || hashes >= usual.least || this.#withdrawn.has(prefix)) continue;
			withdrawn.push(this.#withdraw(prefix, tooFew(hashes, usual)));
			held.ranges -= 1;
			held.hashes -= hashes;
		}
		this.#early.clear();
		return withdrawn;
	}

	#withdraw(prefix: Prefix, reason: string): CheckOutcome {
		this.#withdrawn.add(prefix);
		return { kind: 'withdrawn', prefix, reason };
	}

	/** Called for the first new body only: a refresh that finds nothing new does not need it. */
	#readAccepted(): Accepted {
		const bodies = new BodyIndex();
		this.#reader.forEachHead((prefix, head) => bodies.set(head, prefix));
		const { ranges, hashes } = this.#trustSource ? { ranges: 0, hashes: 0 } : this.#reader.totals();
		return { held: { ranges, hashes }, bodies };
	}

	/**
	 * Another range stored with this body, or withdrawn because of it. Bodies with the same fingerprint
	 * are the same, apart from recent changes; small ones, which may have been made up, must be the same
	 * to the byte.
	 */
	async #twin(
		other: Prefix | undefined,
		{ head, hashes, packed }: NewRange,
		prefix: Prefix,
	): Promise<Prefix | undefined> {
		if (other === undefined || other === prefix) return undefined;
		await this.#writePending();
		if (this.#disputed.has(head)) return other;
		const stored = this.#reader.range(other);
		if (stored.kind !== 'range' || bodyFingerprint(stored.range) !== head) return undefined;
		if (hashes >= MIN_HASHES) return other;
		const own = viewPacked(this.#reader.kind, prefix, packed);
		return own !== undefined && isSameContent(own, stored.range) ? other : undefined;
	}
}

function sameBody(twin: Prefix): string {
	return `the same body as ${formatPrefix(twin)}`;
}

function failed(prefix: Prefix, reason: string): CheckOutcome {
	return { kind: 'failed', prefix, reason };
}
