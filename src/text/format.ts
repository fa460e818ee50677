/** Formats numbers and lists for people: separators, units, bars, columns. */

import { visibleLine } from './visible.ts';

/**
 * `1234567` as `1,234,567`, with one decimal at most. Intl gives the same, but first loads the tables of all
 * languages, which takes a quarter of the time that Node takes to start.
 */
export function formatNumber(value: number): string {
	const [whole = '', decimal] = String(Math.round(value * 10) / 10).split('.');
	const grouped = whole.replaceAll(/\d(?=(?:\d{3})+$)/g, '$&,');
	return decimal === undefined ? grouped : `${grouped}.${decimal}`;
}

/** `0.194` as `19.4 %`. A share above 0 is never shown as `0.0 %`. */
export function formatPercent(share: number): string {
	const percent = share * 100;
	if (percent > 0 && percent < 0.1) return `${percent.toPrecision(1)} %`;
	return `${percent.toFixed(1)} %`;
}

/** Bytes with a decimal unit. */
export function formatBytes(bytes: number): string {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Seconds in one or two units: `8.3 s`, `4 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
	return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** How long ago, roughly: `just now`, `3 hours ago`. */
export function formatAge(milliseconds: number): string {
	const steps: [number, string][] = [
		[86_400_000, 'day'],
		[3_600_000, 'hour'],
		[60_000, 'minute'],
	];
	for (const [length, name] of steps) {
		const count = Math.floor(milliseconds / length);
		if (count >= 1) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
	}
	return 'just now';
}

/** A horizontal bar, `share` of `width` characters long; at least one character if `share` is not 0. */
export function formatBar(share: number, width: number): string {
	const length = share === 0 ? 0 : Math.max(1, Math.round(share * width));
	return '█'.repeat(length).padEnd(width);
}

/** Aligns rows in columns: text to the left, numbers to the right. A cell is one line, whatever it contains. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
	const widths: number[] = [];
	const texts = rows.map((row) =>
		row.map((cell, column) => {
			const text = typeof cell === 'number' ? formatNumber(cell) : visibleLine(cell);
			widths[column] = Math.max(widths[column] ?? 0, text.length);
			return { text, right: typeof cell === 'number' };
		}),
	);
	return texts
		.map((row) =>
			row
				.map(({ text, right }, column) => {
					const width = widths[column] as number;
					return right ? text.padStart(width) : text.padEnd(width);
				})
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** Characters three rows high. */
const FIGURES: Readonly<Record<string, readonly [string, string, string]>> = {
	'0': ['█▀█', '█ █', '▀▀▀'],
	'1': ['▄█ ', ' █ ', '▀▀▀'],
	'2': ['▀▀█', '█▀▀', '▀▀▀'],
	'3': ['▀▀█', ' ▀█', '▀▀▀'],
	'4': ['█ █', '▀▀█', '  ▀'],
	'5': ['█▀▀', '▀▀█', '▀▀▀'],
	'6': ['█▀▀', '█▀█', '▀▀▀'],
	'7': ['▀▀█', '  █', '  ▀'],
	'8': ['█▀█', '█▀█', '▀▀▀'],
	'9': ['█▀█', '▀▀█', '▀▀▀'],
	'.': [' ', ' ', '▀'],
	' ': [' ', ' ', ' '],
	'%': ['▀ █', ' █ ', '█ ▀'],
};

/** Digits, spaces, a point and a percent sign in large type, for the one figure that matters. */
export function formatLarge(text: string): string {
	return [0, 1, 2]
		.map((row) => [...text].map((character) => FIGURES[character]?.[row] ?? '').join(' '))
		.join('\n');
}

/** Joins names with commas: the first twenty, then the number of the others. */
export function nameSome(names: readonly string[]): string {
	const more = names.length > 20 ? `, and ${formatNumber(names.length - 20)} more` : '';
	return names.slice(0, 20).join(', ') + more;
}

/** `1 account`, `1,234 accounts`. */
export function many(number: number, noun: string): string {
	return `${formatNumber(number)} ${noun}${number === 1 ? '' : 's'}`;
}
