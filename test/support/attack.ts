/**
 * What somebody can tell who has a report and the ranges: the hashes that each listed account may have. The attacker
 * knows the program, so runs it on a table of all hashes in the ranges, and sees how it lists each of them.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHA1 } from '../../src/range/kind.ts';
import { hashOfPassword } from '../../src/range/password.ts';
import { rowsOf, summaryOf } from './report.ts';

type Row = Readonly<Record<string, string>>;

/** The counts of all hashes in a folder of ranges, by hash. */
export function readCorpus(ranges: string): Map<string, number> {
	const corpus = new Map<string, number>();
	for (const prefix of readdirSync(ranges)) {
		for (const line of readFileSync(join(ranges, prefix), 'utf8').split('\r\n')) {
			const [suffix, count] = line.split(':');
			corpus.set(`${prefix}${suffix}`, Number(count));
		}
	}
	return corpus;
}

/** All rows of the lists of candidates of a report. */
export function listedIn(out: string): Row[] {
	return ['critical.csv', 'nudge-candidates.csv'].flatMap((file) => rowsOf(out, file));
}

/** What a list tells of the count of an account's hash. */
function signatureOf(row: Row): string {
	return `${row['breach_count']} ${row['tier']}`;
}

/** Accounts that have one hash, as far as a report tells. */
interface Holders {
	readonly rows: readonly string[];
	/** How many accounts of the table have it: those of `rows`, and others that are not listed. */
	readonly size: number;
	/** Those with the same signature share one set. */
	possible: ReadonlySet<string>;
}

/**
 * @param out the report
 * @param own a report on the corpus, with the same options: its account ids are the hashes' row numbers
 * @param corpus counts by hash, in the order of the rows of `own`
 * @returns the hashes that each listed account may have, by row number; of accounts that did not match nothing is known
 */
export function possibleHashes(
	out: string,
	own: string,
	corpus: ReadonlyMap<string, number>,
): Map<string, ReadonlySet<string>> {
	const hashes = [...corpus.keys()];
	const bySignature = new Map<string, Set<string>>();
	for (const row of listedIn(own)) {
		const signature = signatureOf(row);
		const hash = hashes[Number(row['row']) - 1] as string;
		bySignature.set(signature, (bySignature.get(signature) ?? new Set()).add(hash));
	}
	const holders = holdersIn(out, bySignature);
	const { thresholds, emptyPasswords } = summaryOf(out) as unknown as Figures;
	for (const { minCount, matched } of thresholds) {
		tellByThreshold(holders, matched, (hash) => (corpus.get(hash) as number) >= minCount);
	}
	tellEmpty(holders, emptyPasswords);
	tellApart(holders);
	return new Map(holders.flatMap(({ rows, possible }) => rows.map((row) => [row, possible])));
}

interface Figures {
	readonly thresholds: readonly { readonly minCount: number; readonly matched: number }[];
	readonly emptyPasswords: number;
}

function holdersIn(out: string, bySignature: ReadonlyMap<string, Set<string>>): Holders[] {
	const shared = new Map(rowsOf(out, 'shared-passwords.csv').map((row) => [row['row'], row]));
	const groups = new Map<string, Holders>();
	for (const row of listedIn(out)) {
		const number = row['row'] as string;
		// Found by its name alone, with a hash that is in no range.
		if (!row['reasons']?.includes('breached_password')) continue;
		const group = shared.get(number);
		const key = group === undefined ? `alone ${number}` : (group['group'] as string);
		const known = bySignature.get(signatureOf(row)) ?? new Set();
		const before = groups.get(key);
		groups.set(key, {
			rows: [...(before?.rows ?? []), number],
			size: Number(group?.['size'] ?? 1),
			possible: without(before?.possible ?? known, (hash) => !known.has(hash)),
		});
	}
	return [...groups.values()];
}

/** The set itself if nothing is to be left out. */
function without(
	hashes: ReadonlySet<string>,
	isLeftOut: (hash: string) => boolean,
): ReadonlySet<string> {
	const left = [...hashes].filter((hash) => !isLeftOut(hash));
	return left.length === hashes.size ? hashes : new Set(left);
}

/** Of accounts of which it is open whether their count is above, all are if so many must be; none, if none can be. */
function tellByThreshold(
	holders: readonly Holders[],
	matched: number,
	isAbove: (hash: string) => boolean,
): void {
	const parts = new Map<ReadonlySet<string>, number>();
	for (const { possible } of holders) {
		if (!parts.has(possible)) parts.set(possible, [...possible].filter(isAbove).length);
	}
	const above = holders.filter(({ possible }) => parts.get(possible) === possible.size);
	const open = holders.filter(
		(holder) => !above.includes(holder) && parts.get(holder.possible) !== 0,
	);
	const sizeOf = (some: readonly Holders[]) => some.reduce((sum, { size }) => sum + size, 0);
	const left = matched - sizeOf(above);
	if (left !== 0 && left !== sizeOf(open)) return;
	for (const holder of open) {
		holder.possible = without(holder.possible, (hash) => isAbove(hash) !== left > 0);
	}
}

/** Only holders of this number can have the empty password. */
function tellEmpty(holders: readonly Holders[], emptyPasswords: number): void {
	const empty = hashOfPassword('', SHA1) as string;
	const isPossible = ({ size, possible }: Holders) =>
		size === emptyPasswords && possible.has(empty);
	const some = holders.filter(isPossible);
	for (const holder of holders) {
		if (some.includes(holder)) continue;
		if (holder.possible.has(empty)) {
			holder.possible = without(holder.possible, (hash) => hash === empty);
		}
	}
	if (some.length === 1) (some[0] as Holders).possible = new Set([empty]);
}

/** No two holders have the same hash: what one has for certain no other has. */
function tellApart(holders: readonly Holders[]): void {
	const known = new Set<Holders>();
	for (;;) {
		const next = holders.find((holder) => holder.possible.size === 1 && !known.has(holder));
		if (next === undefined) return;
		known.add(next);
		const [hash] = [...next.possible];
		for (const other of holders) {
			if (other !== next && other.possible.has(hash as string)) {
				other.possible = without(other.possible, (own) => own === hash);
			}
		}
	}
}
