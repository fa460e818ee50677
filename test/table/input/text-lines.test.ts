import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTextLines } from '../../../src/table/input/text-lines.ts';

async function linesOf(chunks: Iterable<Buffer>): Promise<string[]> {
	const lines: string[] = [];
	for await (const some of readTextLines(Readable.from(chunks), 'stdin')) {
		lines.push(...some.map((line) => line.toString()));
	}
	return lines;
}

const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
	'UTF-8': (text) => Buffer.from(text),
	'UTF-8 with a byte order mark': (text) => Buffer.from(`\uFEFF${text}`),
	'UTF-16LE with a byte order mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
	'UTF-16BE with a byte order mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
};

describe.each(Object.entries(ENCODINGS))('text in %s', (_, encode) => {
	it('the lines are those of the text, however it is cut into chunks and ends its lines', async () => {
		// A line may be empty, but the last is only seen with an end or content.
		const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
		const line = fc
			.array(
				character.filter((each) => !'\0\r\n\uFEFF'.includes(each)),
				{ maxLength: 9 },
			)
			.map((characters) => characters.join(''));
		const lineEnd = fc.constantFrom('\n', '\r\n', '\r\r\n');
		const cuts = fc.array(fc.nat(40), { maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(fc.array(line), lineEnd, cuts, fc.boolean(), async (lines, end, at, cut) => {
				const text = lines.map((own) => own + end).join('');
				const whole = encode(cut && lines.at(-1) !== '' ? text.slice(0, -end.length) : text);
				const ends = [...at.map((own) => own % (whole.length + 1)), whole.length].toSorted(
					(a, b) => a - b,
				);
				const chunks = ends.map((to, index) => whole.subarray(ends[index - 1] ?? 0, to));
				expect(await linesOf(chunks)).toEqual(lines);
			}),
		);
	});
});

it('a line in another encoding keeps its bytes', async () => {
	const latin1 = Buffer.from('caf\u00e9\n', 'latin1');
	for await (const [line] of readTextLines(Readable.from([latin1]), 'stdin')) {
		expect(line).toEqual(latin1.subarray(0, -1));
	}
});

it('a byte order mark inside, where files were concatenated, is dropped', async () => {
	expect(await linesOf([Buffer.from('\uFEFFone\n\uFEFFtwo\n')])).toEqual(['one', 'two']);
});

it('a first line of one letter is read at once, since its writer may wait for the answer', async () => {
	const input = new Readable({ read: () => {} });
	input.push('a\n');
	const lines = readTextLines(input, 'stdin');
	expect((await lines.next()).value?.map(String)).toEqual(['a']);
	input.push(null);
	expect((await lines.next()).done).toBe(true);
});

it.each([
	['UTF-16 without a byte order mark', Buffer.from('tulip\n', 'utf16le'), /NUL.*UTF-16/],
	['UTF-16 with NULs', Buffer.from('\uFEFFtu\0lip\n', 'utf16le'), /NUL/],
	['UTF-16 cut in a character', Buffer.from('\uFEFFtulip', 'utf16le').subarray(0, -1), /cut short/],
	['lines that end with CR', Buffer.from('tulip\rrose\r'), /CR alone/],
	['lines of UTF-16 that end with CR', Buffer.from('\uFEFFtulip\rrose\r', 'utf16le'), /CR alone/],
])('%s is refused without showing a line', async (_, content, message) => {
	const reading = linesOf([content]);
	await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'INPUT' }));
	await expect(reading).rejects.toThrow(message);
	await expect(reading).rejects.not.toThrow('tulip');
});
