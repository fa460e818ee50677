/** How the lists behave in a spreadsheet. */

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
			? html`<p><strong>Take care:</strong> cells were written unchanged (${code('--plain-csv')}), and a spreadsheet runs a cell that begins with =, +, - or @ as a formula.</p>`
			: html`<p>Cells that a spreadsheet would run as formulas were changed so that it shows them as text.</p>`,
		content: definitionTable('Spreadsheet safety', [
			[
				'Cells changed',
				plain ? html`none, because of ${code('--plain-csv')}` : count(cellsChanged),
			],
			[
				'Limit of rows per file',
				splitRows === null ? 'none' : html`${count(splitRows)}, set by ${code('--split-rows')}`,
			],
			[
				'Files too long for a sheet',
				tooLong.length === 0
					? 'none'
					: explained(
							listed(tooLong, 10, (name) => code(userText(name))),
							html`a sheet has 1,048,576 rows, and the rest is dropped silently: use ${code('--split-rows')}`,
						),
			],
		]),
	};
}
