import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingOf, parseEncoding, toUtf8 } from '../../../src/table/formats/encoding.ts';
import { converted } from '../../../src/table/formats/format.ts';
import { Head } from '../../../src/table/formats/head.ts';
import { toLf } from '../../../src/table/formats/line-ends.ts';
import { chunksOf, type TableFile } from '../../../src/table/input/table-reader.ts';
import { inPieces } from '../../support/converted-rows.ts';
import { runs } from '../../support/thorough.ts';

async function read(file: TableFile, start?: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of chunksOf(file.read(start))) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function encoding(bytes: Buffer, given?: string) {
	return encodingOf(new Head('users.csv', bytes, true), given);
}

const cuts = fc.array(fc.nat(), { maxLength: 10 });

describe('a table in another encoding', () => {
	it.each(['utf-16le', 'utf-16be'])(
		'any text in %s becomes the same in UTF-8, wherever it is cut, and from any offset',
		async (name) => {
			await fc.assert(
				fc.asyncProperty(
					fc.string({ unit: 'binary' }),
					cuts,
					fc.nat(),
					async (any, offsets, at) => {
						const text = any.replace(/^\uFEFF/, '');
						const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
						const encoded = name === 'utf-16be' ? bytes.swap16() : bytes;
						const file = converted(inPieces(encoded, offsets), toUtf8(name));
						const start = at % (text.length + 1);
						expect((await read(file)).toString()).toBe(text);
						expect(await read(file, start)).toEqual(Buffer.from(text).subarray(start));
					},
				),
				{ numRuns: runs(1000) },
			);
		},
	);

	it.each<[string, Buffer, string | undefined, string, boolean]>([
		['ASCII', Buffer.from('id,sha1\n'), undefined, 'utf-8', false],
		['Latin-1', Buffer.from('straße,sha1\n', 'latin1'), undefined, 'windows-1252', true],
		[
			'Latin-1 below a header of ASCII',
			Buffer.from('id,sha1\nß,1\n', 'latin1'),
			undefined,
			'utf-8',
			false,
		],
		[
			'Latin-1 below the line that names the delimiter',
			Buffer.from('sep=;\nß;sha1\n', 'latin1'),
			undefined,
			'windows-1252',
			true,
		],
		[
			'what the flag says',
			Buffer.from('straße,sha1\n', 'latin1'),
			'iso-8859-15',
			'iso-8859-15',
			false,
		],
		[
			'what the mark says, whatever the flag',
			Buffer.from('\uFEFFid\n', 'utf16le'),
			'latin1',
			'utf-16le',
			false,
		],
		[
			'UTF-16 with names in Chinese',
			Buffer.from(`id,名,sha1\n1,一二,${'ab'.repeat(20)}\n`, 'utf16le'),
			undefined,
			'utf-16le',
			false,
		],
		['text with one NUL', Buffer.from('id,sha1\n\0,1\n'), undefined, 'utf-8', false],
	])('%s is recognized', (_, bytes, given, name, isGuess) => {
		expect(encoding(bytes, given)).toEqual({ name, isGuess });
	});

	it('an encoding that nobody knows is refused, one that has another name is not', () => {
		expect(() => parseEncoding('klingon')).toThrow(expect.objectContaining({ code: 'USAGE' }));
		expect(parseEncoding('Latin1')).toBe('windows-1252');
	});
});

describe('line ends', () => {
	it('any mixture of line ends becomes LF, wherever it is cut', async () => {
		const anyEnd = fc.constantFrom('\r', '\n', '\r\n', '\r\r\n');
		// After a CR alone, an LF would be part of the same end.
		const anyLine = fc.tuple(fc.stringMatching(/^[a-zé",]{1,5}$/), anyEnd);
		await fc.assert(
			fc.asyncProperty(fc.array(anyLine), cuts, async (lines, offsets) => {
				const text = lines.map((line) => line.join('')).join('');
				const file = converted(inPieces(Buffer.from(text), offsets), toLf);
				expect((await read(file)).toString()).toBe(lines.map(([line]) => `${line}\n`).join(''));
			}),
			{ numRuns: runs(1000) },
		);
	});
});
