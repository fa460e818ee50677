/**
 * The account ids of a list or of an earlier report, and which of them the table has: ids that a spreadsheet or a script
 * has changed are found nowhere, and nobody would notice. An id that is missing is also looked for as a number, without
 * leading zeros and the `.0` that pandas adds, and in lower case.
 */

import { type FingerprintSeed, IdFingerprint, randomSeed } from '../match/ids/id-fingerprint.ts';
import { FingerprintSet } from '../sets/fingerprint-set.ts';
import { idBytes } from './account-fingerprints.ts';

/** What threads find out about an id: bits of one byte. */
const IN_TABLE = 1;
/** The table has an id that is the same but for leading zeros; but for upper and lower case. */
const BUT_FOR_ZEROS = 2;
const BUT_FOR_CASE = 4;
/** The table has it as a number with a `.0`; for the zeros, it has none. */
const BUT_FOR_DECIMALS = 8;

/** The ids in memory that all threads share. */
export interface SharedGivenIds {
	/** Slots of a `FingerprintSet`, and the bits of each. */
	readonly slots: Uint32Array;
	readonly marks: Uint8Array;
	/** The same for ids as plain numbers and for ids in lower case. */
	readonly looseSlots: Uint32Array;
	readonly looseMarks: Uint8Array;
	/** Of the fingerprints: every row's id is looked up, and SHA-256 would take most of the time. */
	readonly seed: FingerprintSeed;
}

export interface GivenIdsOutcome {
	/** Distinct ids given. */
	readonly given: number;
	/** Of these, ids that no readable row of the table has. */
	readonly missing: number;
	/** Of the missing ones, those that the table has with more or fewer leading zeros; and in another case. */
	readonly butForZeros: number;
	readonly butForCase: number;
	/** Of the missing ones, those that the table has with or without a final `.0`. */
	readonly butForDecimals: number;
}

type Fingerprint = readonly [low: number, high: number];

/** Fingerprints of an id: as it is, as a plain number, and in lower case. */
interface Changed {
	readonly id: Fingerprint;
	readonly number: Fingerprint;
	readonly lower: Fingerprint;
	readonly hasDecimals: boolean;
}

export class GivenIds {
	/** Every form that excludes. */
	readonly set = new FingerprintSet();
	readonly #seed = randomSeed();
	readonly #prints = new Prints(this.#seed);
	readonly #loose = new FingerprintSet();
	/** Ids with more than one form that excludes: only one of them has to be in the table. */
	readonly #twofold: (readonly [Fingerprint, Fingerprint])[] = [];
	/** The ids whose loose forms differ from them. */
	readonly #changed: Changed[] = [];

	/** @param other another form in which the id may be in the table */
	add(id: string, other: string): void {
		const bytes = idBytes(id);
		const own = this.#prints.of(bytes);
		if (!this.set.addPair(...own)) return;
		const another = this.#prints.of(idBytes(other));
		if (this.set.addPair(...another)) this.#twofold.push([own, another]);
		const number = asNumber(bytes);
		const lower = inLowerCase(bytes);
		const printOf = (form: Buffer) => (form === bytes ? own : this.#prints.of(form));
		const changed = {
			id: own,
			number: printOf(number),
			lower: printOf(lower),
			hasDecimals: hasDecimals(bytes),
		};
		this.#loose.addPair(...changed.number);
		this.#loose.addPair(...changed.lower);
		if (number !== bytes || lower !== bytes) this.#changed.push(changed);
	}

	/** Call it once all ids are added. */
	share(): SharedGivenIds {
		return {
			slots: this.set.slots,
			marks: marksFor(this.set),
			looseSlots: this.#loose.slots,
			looseMarks: marksFor(this.#loose),
			seed: this.#seed,
		};
	}

	/** @param shared once threads have seen all rows */
	outcome({ marks, looseMarks }: SharedGivenIds): GivenIdsOutcome {
		const isThere = (id: Fingerprint) => (marks[this.set.slotOf(...id) as number] as number) > 0;
		const isLoose = (form: Fingerprint, mark: number) => {
			const slot = this.#loose.slotOf(...form);
			return slot !== undefined && ((looseMarks[slot] as number) & mark) !== 0;
		};
		const isMissing = (id: Fingerprint) => !isThere(id);
		let given = 0;
		let missing = 0;
		let butForZeros = 0;
		let butForCase = 0;
		let butForDecimals = 0;
		const lookFor = ({ number, lower, hasDecimals: decimals }: Omit<Changed, 'id'>) => {
			const [same, other] = decimals
				? [BUT_FOR_DECIMALS, BUT_FOR_ZEROS]
				: [BUT_FOR_ZEROS, BUT_FOR_DECIMALS];
			if (isLoose(number, same)) butForZeros += 1;
			else if (isLoose(number, other)) butForDecimals += 1;
			else if (isLoose(lower, BUT_FOR_CASE)) butForCase += 1;
		};
		const changed = this.#changed.filter(({ id }) => isMissing(id));
		const changedSlots = new Set(changed.map(({ id }) => this.set.slotOf(...id)));
		for (const id of this.set) {
			given += 1;
			if (isThere(id)) continue;
			missing += 1;
			// The loose forms of most ids are the ids themselves.
			if (!changedSlots.has(this.set.slotOf(...id))) {
				lookFor({ number: id, lower: id, hasDecimals: false });
			}
		}
		for (const forms of changed) lookFor(forms);
		for (const forms of this.#twofold) {
			given -= 1;
			if (forms.some(isMissing)) missing -= 1;
		}
		return { given, missing, butForZeros, butForCase, butForDecimals };
	}
}

/** Marks the ids of a table, on a thread. */
export class GivenIdMarks {
	readonly #shared: SharedGivenIds;
	readonly #ids: FingerprintSet;
	readonly #loose: FingerprintSet;
	readonly #prints: Prints;

	constructor(shared: SharedGivenIds) {
		this.#shared = shared;
		this.#ids = new FingerprintSet(shared.slots);
		this.#loose = new FingerprintSet(shared.looseSlots);
		this.#prints = new Prints(shared.seed);
	}

	/** Marks an id of the table, which must not be empty; returns whether it is excluded. */
	see(id: Buffer): boolean {
		const own = this.#prints.of(id);
		this.#seeLoose(asNumber(id), id, own, hasDecimals(id) ? BUT_FOR_DECIMALS : BUT_FOR_ZEROS);
		this.#seeLoose(inLowerCase(id), id, own, BUT_FOR_CASE);
		const slot = this.#ids.slotOf(...own);
		if (slot === undefined) return false;
		this.#shared.marks[slot] = IN_TABLE;
		return true;
	}

	#seeLoose(form: Buffer, id: Buffer, own: Fingerprint, mark: number): void {
		const slot = this.#loose.slotOf(...(form === id ? own : this.#prints.of(form)));
		if (slot !== undefined) Atomics.or(this.#shared.looseMarks, slot, mark);
	}
}

/** Makes fingerprints of ids. */
class Prints {
	readonly #print: IdFingerprint;

	constructor(seed: FingerprintSeed) {
		this.#print = new IdFingerprint(seed);
	}

	/** @param id without blanks around it */
	of(id: Buffer): Fingerprint {
		this.#print.ofId(id, 0, id.length);
		return [this.#print.low >>> 0, this.#print.high >>> 0];
	}
}

function marksFor(set: FingerprintSet): Uint8Array {
	return new Uint8Array(new SharedArrayBuffer(set.slots.length / 2));
}

/** A number without its leading zeros and its `.0`; any other id, and one without either, as it is. */
function asNumber(id: Buffer): Buffer {
	const to = hasDecimals(id) ? id.length - 2 : id.length;
	let from = 0;
	while (from < to - 1 && id[from] === 0x30) from += 1;
	if (from === 0 && to === id.length) return id;
	for (let at = from; at < to; at += 1) {
		const digit = (id[at] as number) - 0x30;
		if (digit < 0 || digit > 9) return id;
	}
	return id.subarray(from, to);
}

/** Whether it ends as pandas writes a number in a column that has empty cells. */
function hasDecimals(id: Buffer): boolean {
	return id.length > 2 && id[id.length - 1] === 0x30 && id[id.length - 2] === 0x2e;
}

function inLowerCase(id: Buffer): Buffer {
	for (let at = 0; at < id.length; at += 1) {
		const byte = id[at] as number;
		// In upper case, or not ASCII.
		if ((byte >= 0x41 && byte <= 0x5a) || byte >= 0x80) return lower(id);
	}
	return id;
}

function lower(id: Buffer): Buffer {
	const text = Buffer.from(id.toString('utf8').toLowerCase());
	return text.equals(id) ? id : text;
}
