/**
 * Nothing takes time that grows with the square of its input: a file of a few megabytes would then hold up a batch host
 * for hours. Each of these inputs did so, or is of the kind that does.
 */

import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { hashInLine } from '../src/lookup/hash-line.ts';
import { isTableHeader, LineDoubts } from '../src/lookup/line-doubts.ts';
import { isPrivilegedCell } from '../src/match/accounts/privileged-cell.ts';
import { containsOwnHash } from '../src/output/redaction/redaction.ts';
import { SHA1 } from '../src/range/kind.ts';
import { findColumns } from '../src/table/columns/columns.ts';
import { faultOf, hashIn } from '../src/table/columns/hash-cell.ts';
import { mayBeData } from '../src/table/columns/header/header.ts';
import { readDomainLine } from '../src/table/formats/domain/account-line.ts';
import { Head } from '../src/table/formats/head.ts';
import { fieldsOf } from '../src/table/formats/json/fields.ts';
import { openJson } from '../src/table/formats/json/json.ts';
import { LineSplitter, ValueSplitter } from '../src/table/formats/json/splitters.ts';
import { openFormat } from '../src/table/formats/open-format.ts';
import { readLines } from '../src/table/input/lines.ts';
import { inMemory } from '../src/table/input/table-reader.ts';
import { readTextLines } from '../src/table/input/text-lines.ts';
import { sha1 } from './support/ranges.ts';

/** With so many steps for each of so many characters, a test would take minutes. */
const SIZE = 400_000;
/** What is linear takes a hundredth of it. */
const MAX_CPU_MS = 5000;

async function expectQuick(work: () => unknown): Promise<void> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
}

describe('a long text is judged in linear time', () => {
	const doubtOf = (line: string) => new LineDoubts().note(line, { kind: 'not_found' });
	const judged: readonly (readonly [string, (text: string) => unknown])[] = [
		['the doubts of a line', doubtOf],
		['a hash in a line', (text) => hashInLine(text, SHA1)],
		['a line of column names', isTableHeader],
		['the cell of a hash', (text) => [hashIn(text, SHA1), faultOf(text, SHA1)]],
		['a name of a column', mayBeData],
		['a cell of privileges', isPrivilegedCell],
		['a line of a domain export', readDomainLine],
		['an object of JSON', fieldsOf],
		[
			'a table',
			async (text) => {
				const file = inMemory('users.csv', Buffer.from(`${text}\n${text}\n${text}\n`));
				await openFormat(file, {}, SHA1).catch(() => undefined);
			},
		],
	];
	it.each(judged)('%s', async (_, judge) => {
		const shapes = [
			['a@', '.'],
			['t(', ' '],
			["t('", ' , '],
			['{"a":"', '\\"'],
			['{"', '1'],
			['u:1:', '::: ('],
			["'", '::a'],
			['a', ' '],
			['', ' a'],
			['', '"'],
			['', '\r'],
			['', 'z'],
			['', '='],
			['', '(x)= '],
			['', '{"a":'],
			['', '--- '],
		] as const;
		await expectQuick(async () => {
			for (const [start, unit] of shapes) {
				await judge(`${start}${unit.repeat(SIZE / unit.length)}!`);
			}
		});
	});
});

it.each(['&#65;', '=41', '\\x41', '\\101', '%41', '0x12,', '65,', '-1, ', 'é1', 'aB3/'])(
	'a cell of 1 MB that is nothing but %j is searched for hashes in linear time',
	async (unit) => {
		const cell = Buffer.from(unit.repeat(1_000_000 / unit.length));
		await expectQuick(() => {
			expect(containsOwnHash(cell, 0, cell.length, () => sha1('tulip'), SHA1)).toBe(false);
		});
	},
);

describe('many pieces are joined once', () => {
	it.each<[string, string, (chunks: Readable) => AsyncIterable<unknown>]>([
		['bytes', '', (chunks) => readLines(chunks, 'stdin')],
		['text', '', (chunks) => readTextLines(chunks, 'stdin')],
		['UTF-16', '\ufeff', (chunks) => readTextLines(chunks, 'stdin')],
	])('a line of %s', async (_, mark, read) => {
		const content = Buffer.from(`${mark}${'a'.repeat(SIZE)}`, mark === '' ? 'utf8' : 'utf16le');
		const chunks: Buffer[] = [];
		for (let at = 0; at < content.length; at += 40) chunks.push(content.subarray(at, at + 40));
		const concat = vi.spyOn(Buffer, 'concat');
		try {
			for await (const _lines of read(Readable.from(chunks))) void _lines;
			const copied = concat.mock.results.reduce(
				(sum, { value }) => sum + (value as Buffer).length,
				0,
			);
			expect(copied).toBeLessThanOrEqual(2 * content.length);
		} finally {
			concat.mockRestore();
		}
	});

	it('a line that is too long is refused before its end has come', async () => {
		const endless = Readable.from(
			(function* () {
				yield Buffer.from('short\n');
				for (;;) yield Buffer.alloc(100_000, 'a');
			})(),
		);
		const reading = async () => {
			for await (const _lines of readLines(endless, 'stdin')) void _lines;
		};
		await expect(reading()).rejects.toThrow(
			expect.objectContaining({ code: 'INPUT', message: 'line 2 of stdin is longer than 1 MiB' }),
		);
	});
});

describe('JSON is split in linear time', () => {
	it.each([
		['many lines of which one ends with CR', `${'{}\n'.repeat(SIZE / 4)}{}\r`],
		['arrays deep inside objects', `${'{"a":'.repeat(SIZE / 4)}${'[],'.repeat(SIZE)}`],
		['brackets that are not closed', '['.repeat(SIZE)],
	])('%s', async (_, text) => {
		await expectQuick(() => {
			for (const splitter of [new LineSplitter(), new ValueSplitter('users.json')]) {
				splitter.push(Buffer.from(`[{"id":1},\n${text}`));
			}
		});
	});

	it('a name that is very long is not repeated for each value below it', async () => {
		const inner = Array.from({ length: 50_000 }, (_, index) => `"${index}":1`).join();
		await expectQuick(() => {
			expect(fieldsOf(`{"id":1,"${'k'.repeat(SIZE)}":{${inner}}}`)?.size).toBe(1);
		});
	});

	it('an object whose first name has no end', async () => {
		const head = new Head('users.json', Buffer.from(`{"${'1'.repeat(SIZE)}`), false);
		await expectQuick(() => expect(() => openJson(head, SHA1)).toThrow());
	});
});

it('a header of very many columns is searched once for all names', async () => {
	const header = [
		'user_id',
		'sha1',
		...Array.from({ length: SIZE / 4 }, (_, index) => `c${index}`),
	];
	const rows = Array.from({ length: 200 }, (_, index) => [`${index}`, sha1(`password ${index}`)]);
	await expectQuick(() => {
		expect(findColumns(header, rows, SHA1, {})).toMatchObject({ id: 0, hash: 1 });
	});
});
