/**
 * Finds a header that is below other lines which are not plainly its title: read as the header, such a line would name
 * nothing.
 */

import { CredcheckError } from '../../../errors.ts';
import { isHashName, isKnownName } from '../../columns/header.ts';
import { isBelowTitle, isPreambleLine, MOST_TITLE_LINES } from '../../columns/preamble.ts';
import type { Head } from '../head.ts';

/** A header further down is none, but data. */
const MOST_LINES = 20;

/** @throws CredcheckError INPUT when a line below the first is plainly the header */
export function refuseTitleLines({ name, text }: Head): void {
	const lines = text.split(/\r?\n/, MOST_LINES);
	const first = lines.findIndex((line) => !isPreambleLine(line));
	if (first < 0 || cellsOf(lines[first] as string).some(isKnownName)) return;
	const header = lines.findIndex((line, index) => index > first && isHeader(cellsOf(line)));
	if (header < 0) return;
	const isTitle = isBelowTitle(cellsOf(lines[header] as string), cellsOf(lines[first] as string));
	if (isTitle && header - first <= MOST_TITLE_LINES) return;
	throw new CredcheckError(
		'INPUT',
		`the first line of ${name} has no names of columns, and line ${header + 1} seems to be the header`,
		`leave out the lines before it: tail -n +${header + 1} FILE | credcheck backtest -`,
	);
}

function cellsOf(line: string): string[] {
	return line.split(/[,;|\t]/).map((cell) => cell.trim().replaceAll(/^["']|["']$/g, ''));
}

/** Whether the cells name a column of hashes and another one: data would hardly have both. */
function isHeader(cells: readonly string[]): boolean {
	return cells.some(isHashName) && cells.filter(isKnownName).length > 1;
}
