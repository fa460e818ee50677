/**
 * Everything that knows what a terminal is: colour, bars, numbers as people read them. Results go to
 * stdout; progress, warnings and errors to stderr.
 */

import { Chalk, type ChalkInstance } from 'chalk';
import { SingleBar } from 'cli-progress';

export interface TerminalOptions {
	/** No progress and no summary. */
	readonly quiet: boolean;
	/** One line for each noteworthy event. */
	readonly verbose: boolean;
	/** stdout carries one JSON document and nothing else. */
	readonly json: boolean;
	/** False switches colour off whatever the environment says. */
	readonly color: boolean;
}

export interface Terminal {
	/** Colours for stdout. */
	readonly style: ChalkInstance;
	/** Whether stdout is a terminal. */
	readonly interactive: boolean;
	readonly json: boolean;
	/** Writes a result that was asked for, under `--quiet` too. */
	print(text: string): void;
	/** Writes words for people; nothing under `--quiet`. */
	say(text: string): void;
	warn(text: string): void;
	/** Writes a line to stderr under `--verbose`. */
	detail(text: string): void;
	progress(): Progress;
}

export interface Progress {
	/**
	 * @param done of `total`, in the same unit
	 * @param figures what else to show, such as a rate
	 */
	update(done: number, total: number, figures: string): void;
	/** Takes the bar away. */
	stop(): void;
}

/** Off a terminal, a line of progress no more often than this: cron mail is read by people. */
const LINE_EVERY_MS = 10_000;

export function openTerminal(options: TerminalOptions): Terminal {
	const { stdout, stderr, env } = process;
	const errorStyle = new Chalk({ level: colorLevel(stderr, env, options.color) });
	return {
		style: new Chalk({ level: colorLevel(stdout, env, options.color) }),
		interactive: stdout.isTTY === true,
		json: options.json,
		print: (text) => {
			stdout.write(`${text}\n`);
		},
		say: (text) => {
			if (!options.quiet) stdout.write(`${text}\n`);
		},
		warn: (text) => {
			stderr.write(`${errorStyle.yellow('warning:')} ${text}\n`);
		},
		detail: (text) => {
			if (options.verbose) stderr.write(`${text}\n`);
		},
		progress: () => {
			if (options.quiet) return { update() {}, stop() {} };
			return stderr.isTTY ? barProgress() : lineProgress((line) => stderr.write(`${line}\n`));
		},
	};
}

/** FORCE_COLOR over NO_COLOR over whether the stream is a terminal, as Node itself has it. */
function colorLevel(
	stream: NodeJS.WriteStream,
	env: NodeJS.ProcessEnv,
	allowed: boolean,
): 0 | 1 | 2 | 3 {
	const force = env['FORCE_COLOR'];
	if (!allowed) return 0;
	if (force !== undefined) {
		if (force === '0' || force === 'false') return 0;
		return force === '2' ? 2 : force === '3' ? 3 : 1;
	}
	if (env['NO_COLOR']) return 0;
	return stream.isTTY && env['TERM'] !== 'dumb' ? 1 : 0;
}

function barProgress(): Progress {
	let bar: SingleBar | undefined;
	const begunAt = Date.now();
	return {
		update(done, total, figures) {
			if (bar === undefined) {
				bar = new SingleBar({
					stream: process.stderr,
					format: '{bar} {percentage} %  {figures}  {left} left',
					barCompleteChar: '█',
					barIncompleteChar: '░',
					barsize: 24,
					hideCursor: true,
					clearOnComplete: true,
					etaBuffer: 200,
				});
				bar.start(Math.max(1, total), done, { figures, left: '...' });
			}
			bar.setTotal(Math.max(1, total));
			bar.update(done, { figures, left: timeLeft(done, total, Date.now() - begunAt) });
		},
		stop() {
			bar?.stop();
		},
	};
}

function lineProgress(write: (line: string) => void): Progress {
	const begunAt = Date.now();
	let lastLine = begunAt;
	return {
		update(done, total, figures) {
			const now = Date.now();
			if (now - lastLine < LINE_EVERY_MS) return;
			lastLine = now;
			const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
			write(`${percent} %, ${figures}, ${timeLeft(done, total, now - begunAt)} left`);
		},
		stop() {},
	};
}

function timeLeft(done: number, total: number, elapsedMs: number): string {
	if (done === 0) return '...';
	return formatSeconds(((total - done) * elapsedMs) / done / 1000);
}

/** `1234567` as `1,234,567`. */
export function formatNumber(value: number): string {
	return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** `0.194` as `19.4 %`. A share that is not nothing is never shown as nothing. */
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

/** A horizontal bar, `share` of `width` characters; something even for very little. */
export function formatBar(share: number, width: number): string {
	const length = share === 0 ? 0 : Math.max(1, Math.round(share * width));
	return '█'.repeat(length).padEnd(width);
}

/** Rows as columns: text to the left, cells given as numbers to the right. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
	const widths: number[] = [];
	const texts = rows.map((row) =>
		row.map((cell, column) => {
			const text = typeof cell === 'number' ? formatNumber(cell) : cell;
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

/** Three rows a character, for the one figure that matters. */
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

/** Digits, point and percent sign, large. */
export function formatLarge(text: string): string {
	return [0, 1, 2]
		.map((row) => [...text].map((character) => FIGURES[character]?.[row] ?? '').join(' '))
		.join('\n');
}
