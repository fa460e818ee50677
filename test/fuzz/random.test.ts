import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutate } from './mutate.js';
import { plainRange, prefixText, tidy } from './plain-ranges.js';
import { Random } from './random.js';

const INPUT = Buffer.from('id,sha1\n1,"a ""b"""\n2,c\n'.repeat(5));

function drawn(seed: number, index: number): string {
	return mutate(new Random(seed, index), INPUT, 4, [Buffer.from('more')]).toString('hex');
}

describe('a fuzzer', () => {
	it('makes the same input of the same seed and case, and nearly always another of others', () => {
		const inputs = Array.from({ length: 200 }, (_, at) => drawn(Math.floor(at / 20), at % 20));
		expect(Array.from({ length: 200 }, (_, at) => drawn(Math.floor(at / 20), at % 20))).toEqual(
			inputs,
		);
		expect(new Set(inputs).size).toBeGreaterThan(190);
	});

	it('mutates any bytes, even none', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.nat(), fc.nat(9), (bytes, seed, times) => {
				const made = mutate(new Random(seed, 0), Buffer.from(bytes), times);
				if (times === 0) expect(made.equals(bytes)).toBe(true);
				expect(made.length).toBeLessThanOrEqual(64 * 1024);
			}),
		);
	});

	it('reads ranges with a reference of its own, which accepts what is valid and nothing else', () => {
		const kind = { bytes: 20 } as Parameters<typeof plainRange>[1];
		const range = (text: string, untidy = false) =>
			plainRange(Buffer.from(text, 'latin1'), kind, 0xabcde, 'suffix', untidy);
		const [a, b] = ['0'.repeat(35), `${'0'.repeat(34)}A`];
		expect(range(`${a}:1\r\n${b}:22`)).toEqual([`ABCDE${a}:1`, `ABCDE${b}:22`]);
		expect(range(`${a}:1\n\n${b.toLowerCase()}:22 \r\n`, true)).toEqual(range(`${a}:1\n${b}:22`));
		for (const bad of [
			`${b}:1\n${a}:1`,
			`${a}:1\n${a}:1`,
			`${a}:0`,
			`${a}:1\r`,
			'',
			`${a}:9${a}`,
		]) {
			expect(range(bad)).toBeUndefined();
			expect(range(bad, true)).toBeUndefined();
		}
		expect(prefixText(255)).toBe('000FF');
		expect(tidy('a:1\r')).toBeUndefined();
	});
});
