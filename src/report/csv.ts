/** Writing CSV (RFC 4180, LF between rows). */

/** A row with its line end. Cells are quoted where they must be. */
export function csvRow(cells: readonly (string | number)[]): string {
	return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string | number): string {
	const text = String(cell);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
