import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HashKind, NTLM, SHA1, suffixDigits } from '../../src/range/kind.ts';
import { type PackedRange, viewPacked } from '../../src/range/packed.ts';
import { formatPrefix, PREFIX_COUNT, type Prefix } from '../../src/range/prefix.ts';
import { type LineForm, packText, type WireResult } from '../../src/range/wire.ts';
import { runs } from '../support/thorough.ts';
import { entryAt, unpackText } from '../support/unpack-text.ts';

/** How a text is read. */
interface Format {
	readonly kind: HashKind;
	readonly prefix: Prefix;
	readonly form: LineForm;
}

/** `SUFFIX:COUNT`. */
type Line = string;

const format: fc.Arbitrary<Format> = fc.record({
	kind: fc.constantFrom(SHA1, NTLM),
	prefix: fc.nat(PREFIX_COUNT - 1),
	form: fc.constantFrom<LineForm>('suffix', 'hash'),
});

function pack(text: string, { kind, prefix, form }: Format): WireResult {
	return packText(Buffer.from(text, 'latin1'), prefix, kind, form);
}

function packed(text: string, how: Format): Uint8Array {
	const result = pack(text, how);
	if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
	return result.packed;
}

function view(blob: Uint8Array, { kind }: Format): PackedRange {
	const range = viewPacked(kind, Buffer.from(blob).readUInt32LE(4), blob);
	if (range === undefined) throw new Error('not a packed range');
	return range;
}

/** The text, packed and unpacked. */
function repacked(text: string, how: Format): string {
	return unpackText(view(packed(text, how), how), how.prefix);
}

/** The lines as sent: with the prefix, in a dump. */
function sentLines(lines: readonly Line[], { form, prefix }: Format): string[] {
	return lines.map((line) => (form === 'hash' ? formatPrefix(prefix) + line : line));
}

function bodyOf(lines: readonly Line[], how: Format): string {
	return sentLines(lines, how)
		.map((line) => `${line}\r\n`)
		.join('');
}

const anyCount = fc.oneof(
	fc.integer({ min: 1, max: 300 }),
	fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
	fc.constantFrom(127, 128, 2 ** 32, Number.MAX_SAFE_INTEGER),
);

/** Lines in any order. Many begin alike, up to a digit near the boundary of a column. */
function anyLines({ kind }: Format, minLength: number): fc.Arbitrary<Line[]> {
	const digits = suffixDigits(kind);
	const hex = fc.string({
		unit: fc.constantFrom(...'0123456789ABCDEF'),
		minLength: digits,
		maxLength: digits,
	});
	const shared = fc.constantFrom(0, 0, 7, 8, 16, 19, 26, digits - 1);
	const others = fc.array(fc.tuple(shared, hex, anyCount), { minLength, maxLength: 20 });
	return fc
		.tuple(hex, others)
		.map(([base, lines]) =>
			lines.map(
				([length, rest, count]) => `${base.slice(0, length)}${rest.slice(length)}:${count}`,
			),
		);
}

function suffixOf(line: Line): string {
	return line.slice(0, line.indexOf(':'));
}

/** Lines of a valid text: ascending, no suffix twice. */
function validLines(how: Format, minLength = 1): fc.Arbitrary<Line[]> {
	return anyLines(how, minLength + 3)
		.map((lines) => [...new Map(lines.map((line) => [suffixOf(line), line])).values()].toSorted())
		.filter((lines) => lines.length >= minLength);
}

const validText = format.chain((how) =>
	fc.record({ how: fc.constant(how), lines: validLines(how) }),
);

describe('a range', () => {
	it('a packed range has the same hashes and counts as its text', () => {
		fc.assert(
			fc.property(validText, ({ how, lines }) => {
				expect(repacked(bodyOf(lines, how), how)).toBe(lines.join('\r\n'));
				expect(pack(bodyOf(lines, how), how)).toMatchObject({ ok: true, hashes: lines.length });
			}),
		);
	});

	it('a range is packed the same with any line ends', () => {
		const ends = fc.infiniteStream(fc.constantFrom('\r\n', '\n'));
		const lastEnd = fc.constantFrom('\r\n', '\n', '');
		fc.assert(
			fc.property(validText, ends, lastEnd, ({ how, lines }, endings, last) => {
				const text = sentLines(lines, how)
					.map((line, at) => line + (at === lines.length - 1 ? last : endings.next().value))
					.join('');
				const plain = packed(lines.join('\n'), { ...how, form: 'suffix' });
				expect(packed(text, how)).toEqual(plain);
			}),
		);
	});

	it('an entry of a range is a whole hash with its count', () => {
		const how: Format = { kind: SHA1, prefix: 0x5baa6, form: 'suffix' };
		const suffix = '1E4C9B93F3F0682250B6CF8331B7EE68FD8';
		const range = view(packed(`${suffix}:52256179\r\n`, how), how);
		expect(entryAt(range, how.prefix, 0)).toEqual({
			hash: '5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8',
			count: 52_256_179,
		});
	});
});

/** The documented grammar: the suffixes and counts in the text, or undefined when it is not a range. */
function readByGrammar(text: string, { kind, prefix, form }: Format): string | undefined {
	const head = form === 'hash' ? formatPrefix(prefix) : '';
	const valid = new RegExp(`^${head}[0-9A-F]{${suffixDigits(kind)}}:[1-9][0-9]*$`);
	const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
	if (!lines.every((line) => valid.test(line))) return undefined;
	const bare = lines.map((line) => line.slice(head.length));
	const counts = bare.map((line) => BigInt(line.slice(line.indexOf(':') + 1)));
	if (counts.some((count) => count > BigInt(Number.MAX_SAFE_INTEGER))) return undefined;
	const suffixes = bare.map(suffixOf);
	const ascends = suffixes.every((suffix, at) => at === 0 || suffix > (suffixes[at - 1] ?? ''));
	return ascends ? bare.join('\r\n') : undefined;
}

/** Mostly bytes that occur in ranges or resemble them, but also any other. */
const anyByte = fc.oneof(
	fc.constantFrom(...'0123456789ABCDEFG:\r\n af</@`\t\0\xff'),
	fc.nat(255).map((code) => String.fromCharCode(code)),
);

describe('packText', () => {
	it('range text is accepted if it follows the grammar, and read accordingly', () => {
		const edit = fc.tuple(fc.constantFrom(0, 1), fc.nat(), fc.oneof(anyByte, fc.constant('')));
		const nearlyValid = format.chain((how) =>
			fc.record({
				how: fc.constant(how),
				lines: fc.oneof(validLines(how), anyLines(how, 0)),
				edits: fc.array(edit, { maxLength: 2 }),
			}),
		);
		fc.assert(
			fc.property(nearlyValid, ({ how, lines, edits }) => {
				let text = bodyOf(lines, how);
				for (const [cut, position, insert] of edits) {
					const at = position % (text.length + 1);
					text = text.slice(0, at) + insert + text.slice(at + cut);
				}
				const expected = readByGrammar(text, how);
				if (expected === undefined) expect(pack(text, how).ok).toBe(false);
				else expect(repacked(text, how)).toBe(expected);
			}),
			{ numRuns: runs(1000) },
		);
	});

	it('range text with one changed byte is never read as the original', () => {
		fc.assert(
			fc.property(validText, fc.nat(), anyByte, ({ how, lines }, position, byte) => {
				const text = bodyOf(lines, how);
				const at = position % text.length;
				fc.pre(text[at] !== byte);
				const changed = text.slice(0, at) + byte + text.slice(at + 1);
				expect(!pack(changed, how).ok || repacked(changed, how) !== repacked(text, how)).toBe(true);
			}),
			{ numRuns: runs(1000) },
		);
	});

	const sha1 = { kind: SHA1, prefix: 0xabcde, form: 'suffix' } satisfies Format;
	const dump = { ...sha1, form: 'hash' } satisfies Format;

	/** Expects `fault`, with the right line number, of any valid text in which `spoil` changed one line. */
	function expectFault(how: Format, fault: string, spoil: (line: string) => string): void {
		fc.assert(
			fc.property(validLines(how, 2), fc.nat(), (lines, position) => {
				const at = position % lines.length;
				const broken = sentLines(lines, how).map((line, row) => (row === at ? spoil(line) : line));
				const text = broken.map((line) => `${line}\r\n`).join('');
				expect(pack(text, how)).toEqual({ ok: false, fault, line: at + 1 });
			}),
		);
	}

	it.each<[string, string, (line: string) => string]>([
		['a blank line', 'malformed', () => ''],
		['a lower-case digit', 'malformed', (line) => `a${line.slice(1)}`],
		['a letter beyond F', 'malformed', (line) => `G${line.slice(1)}`],
		['a digit too few', 'malformed', (line) => line.slice(1)],
		['a digit too many', 'malformed', (line) => `0${line}`],
		['a whole hash', 'malformed', (line) => `ABCDE${line}`],
		['a space before it', 'malformed', (line) => ` ${line}`],
		['no colon', 'malformed', (line) => line.replace(':', '')],
		['another character for the colon', 'malformed', (line) => line.replace(':', ';')],
		['no count', 'malformed', (line) => `${suffixOf(line)}:`],
		['no colon and no count', 'malformed', suffixOf],
		['a negative count', 'malformed', (line) => line.replace(':', ':-')],
		['a count with a fraction', 'malformed', (line) => `${line}.5`],
		['a space after it', 'malformed', (line) => `${line} `],
		['a third field', 'malformed', (line) => `${line}:1`],
		['two carriage returns', 'malformed', (line) => `${line}\r`],
		['a count of 0', 'padding', (line) => `${suffixOf(line)}:0`],
		['27 digits, as NTLM has', 'other_kind', (line) => line.slice(8)],
		['a count of 2^53', 'count_too_large', (line) => `${suffixOf(line)}:${2 ** 53}`],
		['a count of 400 digits', 'count_too_large', (line) => `${suffixOf(line)}:${'9'.repeat(400)}`],
	])('range text with a bad line is refused by line number: %s (%s)', (_, fault, spoil) => {
		expectFault(sha1, fault, spoil);
	});

	it('range text with a line of 35 digits (other_kind) is refused when NTLM is expected', () => {
		expectFault({ ...sha1, kind: NTLM }, 'other_kind', (line) => `00000000${line}`);
	});

	it.each<[string, string, (line: string) => string]>([
		['of another prefix', 'other_prefix', (line) => line.replace(/^ABCDE/, 'ABCDF')],
		['of a lower-case prefix', 'malformed', (line) => line.replace(/^ABCDE/, 'abcde')],
		['without its prefix', 'malformed', () => 'NOHEX'],
		['of an NTLM hash', 'other_kind', (line) => `ABCDE${line.slice(13)}`],
	])('range text with a bad whole hash is refused by line number: %s (%s)', (_, fault, spoil) => {
		expectFault(dump, fault, spoil);
	});

	it('range text with a line that sorts before the one above it (unsorted) is refused', () => {
		fc.assert(
			fc.property(validLines(sha1, 2), fc.nat(), (lines, position) => {
				const at = position % (lines.length - 1);
				const swapped = [
					...lines.slice(0, at),
					...lines.slice(at, at + 2).toReversed(),
					...lines.slice(at + 2),
				];
				expect(pack(swapped.join('\n'), sha1)).toEqual({
					ok: false,
					fault: 'unsorted',
					line: at + 2,
				});
			}),
		);
	});

	it('range text with a suffix twice (duplicate) is refused, whatever the counts', () => {
		fc.assert(
			fc.property(validLines(sha1), fc.nat(), anyCount, (lines, position, count) => {
				const at = position % lines.length;
				const again = `${suffixOf(lines[at] ?? '')}:${count}`;
				const repeated = lines.toSpliced(at + 1, 0, again);
				expect(pack(repeated.join('\n'), sha1)).toEqual({
					ok: false,
					fault: 'duplicate',
					line: at + 2,
				});
			}),
		);
	});

	it('range text cut inside its last line end (malformed) is refused', () => {
		fc.assert(
			fc.property(validText, ({ how, lines }) => {
				expect(pack(bodyOf(lines, how).slice(0, -1), how)).toEqual({
					ok: false,
					fault: 'malformed',
					line: lines.length,
				});
			}),
		);
	});

	it.each<[string, string, string]>([
		['nothing', 'empty', ''],
		['a web page', 'html', '<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n'],
		['a web page below blank lines', 'html', '\r\n\r\n  <html><head><title>Proxy</title></head>'],
		['a JSON answer', 'malformed', '{"statusCode":429,"message":"Rate limit is exceeded."}'],
		['a byte order mark before the lines', 'malformed', `\xef\xbb\xbf${'0'.repeat(35)}:1\r\n`],
	])('text that is not a range is refused: %s (%s)', (_, fault, text) => {
		expect(pack(text, sha1)).toEqual({ ok: false, fault, line: 1 });
	});

	it('range lines are read as suffixes unless they are declared to be whole hashes', () => {
		const text = Buffer.from(`${'0'.repeat(35)}:1\r\n`);
		expect(packText(text, 0, SHA1)).toEqual(packText(text, 0, SHA1, 'suffix'));
	});
});
