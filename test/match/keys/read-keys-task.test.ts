import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_KEYS } from '../../../src/kernels/block-keys.ts';
import { ALL_HASHES } from '../../../src/match/keys/hash-share.ts';
import { makeKeyArena } from '../../../src/match/keys/key-arena.ts';
import {
	ALL_PARTITIONS,
	keyWords,
	maxBlockBytes,
	maxWords,
} from '../../../src/match/keys/key-block.ts';
import { readKeysTask } from '../../../src/match/keys/read-keys-task.ts';
import { HASH_KINDS, SHA1, shortestHash } from '../../../src/range/kind.ts';
import { sha1 } from '../../support/ranges.ts';
import { runs } from '../../support/thorough.ts';

it.each(HASH_KINDS)('the largest block has room for the keys of any rows: $title', (kind) => {
	const rows = Array.from({ length: MAX_KEYS }, (_, row) => {
		const bytes = Buffer.from(sha1(`${row}`), 'hex').subarray(0, kind.bytes);
		return bytes.toString('base64').replace(/=+$/, '');
	});
	const bytes = Buffer.from(rows.join('\n'));
	expect(rows[0]).toHaveLength(shortestHash(kind));
	expect(bytes.length).toBe(maxBlockBytes(kind) - 1);
	const memory = makeKeyArena(maxWords(kind, bytes.length));
	const read = readKeysTask({
		bytes,
		dialect: { delimiter: ',', emptyLinesAreRows: true },
		hash: { column: 0, kind },
		needs: { size: 1, named: 1, least: 1, used: [0] },
		evidenceColumns: [],
		memory: memory.shared,
		partitions: ALL_PARTITIONS,
		share: ALL_HASHES,
		mark: 'row',
		ids: undefined,
	});
	expect(read).toMatchObject({ rows: MAX_KEYS, checked: MAX_KEYS });
	const stride = keyWords(kind);
	const { at, size } = read.keys;
	expect(size).toBe(MAX_KEYS);
	const keyAt = (key: number) => memory.words.subarray(at + key * stride, at + (key + 1) * stride);
	const isRight = Array.from({ length: size }, (_, key) => {
		const words = keyAt(key);
		const row = words[stride - 1] as number;
		return words[0] === Buffer.from(sha1(`${row}`), 'hex').readUInt32BE();
	});
	expect(isRight).not.toContain(false);
});

/** Any row, but without a quote: most are in order, and as rows should be. */
const anyId = fc.oneof(
	{ weight: 40, arbitrary: fc.constant('+') },
	{ weight: 3, arbitrary: fc.constantFrom('', 'NULL', '9.9E+9') },
	fc.constantFrom('n', '1e+9', '1.5', '1,5', ' 7', '7 ', "'8'", '-1', '0', 'zz', 'é'),
	fc.constantFrom('1234567890123450', '123456789012345678901'),
	fc.nat({ max: 300 }).map(String),
);
const anyHash = fc.oneof(
	{ weight: 8, arbitrary: fc.nat({ max: 50 }).map((number) => sha1(`${number}`)) },
	{ weight: 2, arbitrary: fc.nat({ max: 50 }).map((number) => sha1(`${number}`).toLowerCase()) },
	// Of the partitions around the first and the last that are wanted.
	fc.constantFrom('0FF', '100', 'EFF', 'F00').map((digits) => digits + sha1('1').slice(3)),
	fc.nat({ max: 50 }).map((number) => `0x${sha1(`${number}`)}`),
	fc.nat({ max: 50 }).map((number) => `${sha1(`${number}`).slice(1)}G`),
	fc.constantFrom(
		'',
		'A'.repeat(40),
		'0'.repeat(40),
		'ABCD',
		' '.repeat(40),
		`${'12345678'.repeat(5)}`,
	),
);
const anyRow = fc.tuple(anyId, anyHash, fc.constantFrom('', 'x', 'x,y', 'ü'));
const rows = fc.array(fc.oneof({ weight: 30, arbitrary: anyRow }, fc.constant(undefined)), {
	maxLength: 120,
	size: 'max',
});
/** Behind the last row; a NUL in a block makes each of its rows be judged by itself. */
const endings = fc.constantFrom('', '\n', '\n', '\n\0\n');
/** The last cell of the last row is shorter than this: without a line end, the table may have been cut in it. */
const lastRows = fc.constantFrom(undefined, { cells: 4, bytes: 4, id: 3 });
const leftOuts = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(undefined) },
	fc.int32Array({ minLength: 4, maxLength: 4 }).map((words) => ({ firstRow: 1, words })),
);

it.each(['number', 'text'] as const)(
	'rows are read the same whether the kernel reads them or the scanner has to, with ids in the order of %s',
	(order) => {
		fc.assert(
			fc.property(rows, endings, fc.boolean(), lastRows, leftOuts, (...drawn) => {
				const [given, ending, isHashFirst, lastRow, leftOut] = drawn;
				const linesOf = (last: string) =>
					given.map((row, number) => {
						if (row === undefined) return '';
						const [id, hash, note] = row;
						const own = id === '+' ? `${1000 + number}` : id;
						return `${isHashFirst ? `${hash},${own}` : `${own},${hash}`},${note},${last}`;
					});
				const read = (last: string) => {
					const bytes = Buffer.from(linesOf(last).join('\r\n') + ending);
					const memory = makeKeyArena(maxWords(SHA1, bytes.length));
					const { keys, rejected, ...block } = readKeysTask({
						bytes,
						dialect: { delimiter: ',', emptyLinesAreRows: false },
						hash: { column: isHashFirst ? 0 : 1, kind: SHA1 },
						needs: { size: 4, named: 4, least: 2, used: [0, 1], lastRow },
						leftOut,
						evidenceColumns: [2],
						memory: memory.shared,
						partitions: { first: 0x100, end: 0xf00 },
						share: ALL_HASHES,
						mark: 'row',
						ids: { column: isHashFirst ? 1 : 0, test: { kind: 'order', order } },
					});
					const words = memory.words.slice(keys.at, keys.at + keys.size * 6);
					return { ...block, rejected: Buffer.from(rejected), size: keys.size, words };
				};
				const scanned = read('"e""d"');
				expect(read('end')).toEqual(scanned);
				expect(read('"end"')).toEqual(scanned);
			}),
			{ numRuns: runs(150) },
		);
	},
);
