/**
 * Tries common passwords on one block of rows, on a worker: in each way in which their hashes could be in the table
 * other than as the store has them.
 */

import { isHashAt } from '../range/hash.ts';
import { type HashKind, hashWords } from '../range/kind.ts';
import { hashIn } from '../table/columns/hash-cell.ts';
import { BlockRows } from '../table/csv/block-rows.ts';
import type { BlockInput } from '../table/table.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { type Hashing, hashingWays, plainHash, saltedHashes } from './hashings.ts';

export interface ProbeInput extends BlockInput {
	/** Columns whose cells may be hashed together with the password. */
	readonly saltColumns: readonly number[];
	/** How many rows of the block to try with these, each of which takes some 50 hashes per column; 0 for none. */
	readonly sampledRows: number;
}

export interface ProbedBlock {
	/** Accounts by what their hash was found to be. */
	readonly hashings: readonly (readonly [Probed, number])[];
	/** The columns whose cells are hashed together with the password in some of the sampled rows; or alone. */
	readonly salts: readonly number[];
	readonly alone: readonly number[];
	/** Of the sampled rows, those with a hash of this kind in the column: for each column, that of the hashes too. */
	readonly lookAlikes: readonly number[];
}

/** A hash of the store's kind, of a password with letters or of one without, or a hash of another making. */
export type Probed = 'plain' | 'plain_digits' | Hashing;

interface Probe {
	readonly hashing: Probed;
	readonly words: Uint32Array;
}

/** Passwords to try together with other cells, since these differ from row to row. */
const SALTED_PASSWORDS = COMMON_PASSWORDS.slice(0, 11);

export function probeTask(input: ProbeInput): ProbedBlock {
	const { hash, needs, dialect, saltColumns } = input;
	const { kind, column } = hash;
	const probes = probesOf(kind);
	const hashings = new Map<Probed, number>();
	const salts = new Set<number>();
	const alone = new Set<number>();
	const lookAlikes = Array.from({ length: needs.size }, () => 0);
	const rows = new BlockRows(input.bytes, dialect, hash, input.leftOut);
	const words = new Uint32Array(hashWords(kind));
	const count = <Key>(counts: Map<Key, number>, key: Key) =>
		counts.set(key, (counts.get(key) ?? 0) + 1);
	let sampled = 0;
	while (rows.next()) {
		if (!rows.isWhole(needs) || !rows.readHash(hash, words, 0)) continue;
		const found = probes.get(words[0] as number)?.find((probe) => isHashAt(words, 0, probe.words));
		if (found !== undefined) count(hashings, found.hashing);
		if (sampled === input.sampledRows) continue;
		sampled += 1;
		for (let at = 0; at < needs.size; at += 1) {
			if (at === column || hashIn(rows.cell(at).trim(), kind) !== undefined)
				lookAlikes[at] = (lookAlikes[at] as number) + 1;
		}
		for (const saltColumn of saltColumns) {
			const hashing = hashingWith(rows.cell(saltColumn).trim(), words, kind);
			if (hashing === undefined) continue;
			count(hashings, hashing);
			(hashing === 'of_cell' ? alone : salts).add(saltColumn);
			break;
		}
	}
	return { hashings: [...hashings], salts: [...salts], alone: [...alone], lookAlikes };
}

/** How the hash was made of the cell, if it was. */
function hashingWith(cell: string, words: Uint32Array, kind: HashKind): Hashing | undefined {
	// Longer ones are no salts, but would take long to hash.
	if (cell === '' || cell.length > 256) return undefined;
	for (const password of SALTED_PASSWORDS) {
		const isSalted = saltedHashes(kind, password, cell).some((own) => isHash(own, words));
		if (isSalted) return password === '' ? 'of_cell' : 'salted';
	}
	return undefined;
}

const PROBES = new Map<HashKind['name'], ReadonlyMap<number, readonly Probe[]>>();

/** The hashes of the common passwords by their first word, made once per thread. */
function probesOf(kind: HashKind): ReadonlyMap<number, readonly Probe[]> {
	const known = PROBES.get(kind.name);
	if (known !== undefined) return known;
	const probes = new Map<number, Probe[]>();
	// In this order: of the empty password and of digits, some ways give the plain hash.
	const ways = [
		{ hashing: 'plain', hashes: (own: string) => [plainHash(kind, own)] } as const,
		...hashingWays(kind),
	];
	for (const { hashing, hashes } of ways) {
		for (const password of COMMON_PASSWORDS) {
			for (const own of hashes(password)) {
				const words = wordsOf(own).slice(0, hashWords(kind));
				const sameStart = probes.get(words[0] as number) ?? [];
				if (sameStart.some((other) => isHashAt(words, 0, other.words))) continue;
				const isDigits = hashing === 'plain' && password === password.toUpperCase();
				const probe = { hashing: isDigits ? 'plain_digits' : hashing, words } as const;
				probes.set(words[0] as number, [...sameStart, probe]);
			}
		}
	}
	PROBES.set(kind.name, probes);
	return probes;
}

function wordsOf(hash: Buffer): Uint32Array {
	return Uint32Array.from({ length: hash.length >>> 2 }, (_, word) => hash.readUInt32BE(word * 4));
}

/** Nearly all differ in the first word. */
function isHash(hash: Buffer, words: Uint32Array): boolean {
	return hash.readUInt32BE(0) === words[0] && isHashAt(wordsOf(hash), 0, words);
}
