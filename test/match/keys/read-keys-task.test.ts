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
import { HASH_KINDS, shortestHash } from '../../../src/range/kind.ts';
import { sha1 } from '../../support/ranges.ts';

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
