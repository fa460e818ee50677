/** The time in a cell, as databases and programs write it, to tell which of two rows is newer. */

/**
 * Date, then perhaps a time of day, then perhaps a zone: ISO 8601, RFC 3339, and what SQL databases print. The year
 * comes first: in `03/04/2024` nobody knows which number is the month.
 */
const DATE =
	/^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const AMBIGUOUS = /^\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)/;
/** Seconds, milliseconds, microseconds or nanoseconds since 1970. */
const EPOCH = /^\d{1,19}(?:\.\d+)?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * @param cell with or without blanks around it
 * @returns milliseconds since 1970, with fractions; a time without a zone is taken as UTC. `ambiguous` for a date
 *   whose day and month could be exchanged, `none` for any other cell
 */
export function timeOf(cell: string): number | 'ambiguous' | 'none' {
	const text = cell.trim();
	if (EPOCH.test(text)) return epoch(Number(text));
	const parts = DATE.exec(text);
	if (parts === null) return AMBIGUOUS.test(text) ? 'ambiguous' : 'none';
	const [, year, , month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts;
	const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
	// Date.UTC would take February 30 for a day in March.
	const isDate = new Date(date).getUTCMonth() === Number(month) - 1;
	if (!isDate || Number(day) === 0) return 'none';
	if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return 'none';
	const inDay = (Number(hour) * 60 + Number(minute)) * MINUTE + Number(second) * SECOND;
	return date + inDay + Number(`0.${fraction}`) * SECOND - offsetOf(zone);
}

/** Tells the unit by size: as seconds, milliseconds and so on all are a time between 1973 and 5138. */
function epoch(number: number): number {
	if (number < 1e11) return number * SECOND;
	if (number < 1e14) return number;
	return number < 1e17 ? number / 1e3 : number / 1e6;
}

/** Milliseconds that the zone is ahead of UTC. */
function offsetOf(zone: string | undefined): number {
	const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
	if (parts === null) return 0;
	const [, sign, hours, minutes = '0'] = parts;
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}
