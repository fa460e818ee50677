import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListStyle, openEncoder } from '../../src/output/list-encoder.ts';
import { ListFile } from '../../src/output/list-file.ts';
import { column, type ListSchema, titlesOf, writeRow } from '../../src/output/list-schema.ts';
import { ReportFolder } from '../../src/output/report-folder.ts';
import { withoutFsync } from '../support/replaced-fs.ts';
import { temporaryFolder } from '../support/temporary.ts';

let restoreFsync: () => void;
beforeAll(() => {
	restoreFsync = withoutFsync();
});
afterAll(() => restoreFsync());

interface Row {
	readonly id: string;
	readonly piece: number;
}

const SCHEMA: ListSchema<Row> = [
	column('id', 'text', ({ id }) => id),
	column('=kept', 'integer', ({ piece }) => piece),
];

/** A block of rows, or a single row. */
type Piece = readonly string[] | string;

/** Writes a list from single rows and from blocks of rows; returns its files and figures. */
function written(pieces: readonly Piece[], style: ListStyle) {
	const path = join(temporaryFolder(), 'report');
	const folder = new ReportFolder(path, false);
	const list = new ListFile(folder, 'critical', SCHEMA, style);
	for (const [index, piece] of pieces.entries()) {
		if (typeof piece === 'string') {
			list.row({ id: piece, piece: index });
			continue;
		}
		list.end();
		const encoder = openEncoder(titlesOf(SCHEMA), style);
		for (const id of piece) writeRow(SCHEMA, encoder, { id, piece: index });
		list.add(encoder.take());
	}
	list.end();
	folder.publish();
	const files = readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]);
	return { files: Object.fromEntries(files), list };
}

describe('a list', () => {
	it('a list that is not split is one file, however long', () => {
		const { files, list } = written([['a', 'b'], 'c'], { plain: false, splitRows: undefined });
		expect(files).toEqual({ 'critical.csv': `id,"'=kept"\na,0\nb,0\nc,1\n` });
		expect([...list.rowsByFile]).toEqual([['critical.csv', 3]]);
	});

	it('a list starts a new file, with its header, after the given number of rows', () => {
		const { files } = written([['a', 'b', 'c'], 'd', ['e']], { plain: true, splitRows: 2 });
		expect(files).toEqual({
			'critical.csv': 'id,=kept\na,0\nb,0\n',
			'critical-2.csv': 'id,=kept\nc,0\nd,1\n',
			'critical-3.csv': 'id,=kept\ne,2\n',
		});
	});

	it('a list without rows is only its header, even with --split-rows', () => {
		expect(written([], { plain: true, splitRows: 1 }).files).toEqual({
			'critical.csv': 'id,=kept\n',
		});
	});

	it('a list counts its escaped cells: in single rows, in blocks of rows and in each header', () => {
		const { list } = written(['=1', ['b', '@2'], '+3'], { plain: false, splitRows: 3 });
		// Three cells, and the header cell in each of two files.
		expect(list.escaped).toBe(5);
		expect(written(['=1'], { plain: true, splitRows: 3 }).list.escaped).toBe(0);
	});

	it('a list has the same rows in the same order wherever it is split', () => {
		const cell = fc.string({ unit: fc.constantFrom('a', '"', '\n', ',', 'é') });
		const pieces = fc.array(fc.oneof(cell, fc.array(cell, { maxLength: 5 })), { maxLength: 8 });
		fc.assert(
			fc.property(pieces, fc.integer({ min: 1, max: 4 }), (all, splitRows) => {
				const whole = written(all, { plain: true, splitRows: undefined });
				const split = written(all, { plain: true, splitRows });
				const parts = [...split.list.rowsByFile.keys()].map((name) => split.files[name] as string);
				const header = 'id,=kept\n';
				expect(header + parts.map((text) => text.slice(header.length)).join('')).toBe(
					whole.files['critical.csv'],
				);
				const rows = [...split.list.rowsByFile.values()];
				expect(rows.slice(0, -1).every((own) => own === splitRows)).toBe(true);
				expect(rows.at(-1)).toBeLessThanOrEqual(splitRows);
			}),
			{ numRuns: 40 },
		);
	});
});
