/**
 * Asks a table with suspiciously few matches how its hashes were made, in one more pass over its rows: the hash of a
 * common password in UTF-16, say, or of one with a line end, proves it.
 */

import { normalize } from '../table/columns/header/header.ts';
import { type AccountsTable, rowFormat } from '../table/table.ts';
import { TablePass, type TablePassOptions } from '../table/table-pass.ts';
import { describeHashing, type Hashing } from './hashings.ts';
import { type Probed, probeTask } from './probe-task.ts';

/** Bytes of a block: few for a table that the main thread may process, whose signals wait for each. */
const SMALL_BLOCK_BYTES = 32 * 1024;
const BLOCK_BYTES = 256 * 1024;
/** Larger tables have larger blocks. */
const SMALL_TABLE_BYTES = 8 * 1024 * 1024;
/**
 * Rows of a block in which cells of other columns are tried as salts, which takes some 50 ms, and how many blocks have
 * such rows: the first ones.
 */
const SAMPLED_ROWS = 250;
const SAMPLED_BLOCKS = 8;
/** Other columns than those named as if they had salts that are tried as salts: the id, the address. */
const MOST_SALT_COLUMNS = 4;

export interface HashingFound {
	readonly hashing: Hashing;
	readonly accounts: number;
	/** Completes "12 accounts have …". */
	readonly what: string;
}

export interface ProbeFound {
	/** In which ways hashes of common passwords were made, the most frequent first. */
	readonly hashings: readonly HashingFound[];
	/** Accounts whose hash is the plain one of a common password. */
	readonly plain: number;
	/** Names of the columns whose cells are hashed together with the passwords. */
	readonly salts: readonly string[];
	/** Names of the columns that are named as if they had salts. */
	readonly saltNames: readonly string[];
	/** Names of other columns of which most cells are hashes of this kind. */
	readonly hashColumns: readonly string[];
}

/**
 * @param onProgress called with the bytes of the table read so far
 * @throws CredcheckError INPUT when the table cannot be read; the signal's reason when it is aborted
 */
export async function probeTable(
	table: AccountsTable,
	{ pool, signal }: Pick<TablePassOptions, 'pool' | 'signal'>,
	onProgress?: (bytesRead: number) => void,
): Promise<ProbeFound> {
	const { kind, header, columns } = table;
	const saltNamed = [...header.keys()].filter(
		(at) => at !== columns.hash && isSaltName(header[at] as string),
	);
	const saltColumns = [...new Set([...saltNamed, columns.id, columns.email])]
		.filter((at) => at !== undefined)
		.slice(0, MOST_SALT_COLUMNS);
	const inputs = function* () {
		for (let block = 0; ; block += 1) {
			const sampledRows = block < SAMPLED_BLOCKS ? SAMPLED_ROWS : 0;
			yield { ...rowFormat(table), saltColumns, sampledRows };
		}
	};
	const hashings = new Map<Probed, number>();
	const salts = new Set<number>();
	const alone = new Set<number>();
	const lookAlikes = header.map(() => 0);
	const isSmall = !table.gzipped && table.bytes < SMALL_TABLE_BYTES;
	const blockBytes = isSmall ? SMALL_BLOCK_BYTES : BLOCK_BYTES;
	const pass = new TablePass(table, { pool, blockBytes, signal });
	for await (const [found] of pass.mapAll(probeTask, inputs())) {
		for (const [hashing, accounts] of found.hashings) {
			hashings.set(hashing, (hashings.get(hashing) ?? 0) + accounts);
		}
		for (const column of found.salts) salts.add(column);
		for (const column of found.alone) alone.add(column);
		found.lookAlikes.forEach((cells, at) => {
			lookAlikes[at] = (lookAlikes[at] as number) + cells;
		});
		onProgress?.(pass.bytesRead);
	}
	const plain = hashings.get('plain') ?? 0;
	const plainDigits = hashings.get('plain_digits') ?? 0;
	hashings.delete('plain');
	hashings.delete('plain_digits');
	// Where others have `password` as it is, those with `PASSWORD` typed it so.
	if (plain > 0) hashings.delete('upper_case');
	const sampled = lookAlikes[columns.hash] as number;
	// Some people's password is their own name or address: only if it is that of most, it is none.
	if ((hashings.get('of_cell') ?? 0) > sampled / 2) for (const column of alone) salts.add(column);
	else hashings.delete('of_cell');
	const namesOf = (indexes: Iterable<number>) => [...indexes].map((at) => header[at] as string);
	return {
		hashings: [...(hashings as Map<Hashing, number>)]
			.toSorted(([, a], [, b]) => b - a)
			.map(([hashing, accounts]) => ({
				hashing,
				accounts,
				what: describeHashing(hashing, kind),
			})),
		plain: plain + plainDigits,
		salts: namesOf(salts),
		saltNames: namesOf(saltNamed),
		hashColumns: namesOf(
			[...header.keys()].filter(
				(at) => at !== columns.hash && (lookAlikes[at] as number) > sampled / 2,
			),
		),
	};
}

/** Whether a column is named as if its cells were hashed together with the passwords. */
function isSaltName(name: string): boolean {
	const words = normalize(name);
	return /salt|nonce|pepper/.test(words) || words.split('_').includes('seed');
}
