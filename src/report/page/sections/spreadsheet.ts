/** What spreadsheets do with the lists. */

import { formatNumber as count } from '../../../text/format.ts';
import type { BacktestSummary } from '../../summary.ts';
import { html, userText } from '../html.ts';
import { code, definitionTable, explained, listed, type Section } from '../parts.ts';

export function spreadsheetSafety({ spreadsheet }: BacktestSummary): Section {
	const { plain, cellsChanged, splitRows, tooLong } = spreadsheet;
	return {
		id: 'spreadsheet',
		title: 'Opening the lists in a spreadsheet',
		lead: plain
			? html`<p><strong>Take care:</strong> cells were written as they are (${code('--plain-csv')}), and a spreadsheet takes one that begins with =, +, - or @ for a formula.</p>`
			: html`<p>Cells that a spreadsheet would take for a formula were changed so that it shows them as text.</p>`,
		content: definitionTable('Spreadsheet safety', [
			['Cells changed', plain ? html`none, by ${code('--plain-csv')}` : count(cellsChanged)],
			[
				'Rows in one file, at most',
				splitRows === null ? 'not limited' : html`${count(splitRows)}, by ${code('--split-rows')}`,
			],
			[
				'Lists too long for a sheet',
				tooLong.length === 0
					? 'none'
					: explained(
							listed(tooLong, 10, (name) => code(userText(name))),
							html`a sheet shows 1,048,576 rows, and drops the rest silently: use ${code('--split-rows')}`,
						),
			],
		]),
	};
}
