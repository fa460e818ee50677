/**
 * All that depends on a terminal: colors and progress bars. Results go to stdout; progress, warnings and
 * errors go to stderr.
 */

import type { SingleBar } from 'cli-progress';
import { formatSeconds } from './text/format.ts';
import { safeMessage } from './text/secrets.ts';
import { visibleJson, visibleText } from './text/visible.ts';

/** The streams that may be terminals, and the environment, which may force or disable colors. */
export interface TerminalStreams {
	readonly stdout: Output;
	readonly stderr: Output;
	readonly env: NodeJS.ProcessEnv;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface TerminalOptions {
	/** Show no progress and no summary. */
	readonly quiet: boolean;
	/** Show a line for each noteworthy event. */
	readonly verbose: boolean;
	/** Print one JSON document on stdout and nothing else. */
	readonly json: boolean;
	/** False disables colors, whatever the environment says. */
	readonly color: boolean;
}

export interface Style {
	bold(text: string): string;
	yellow(text: string): string;
}

export interface Terminal {
	/** Styles for stdout. */
	readonly style: Style;
	/** Whether stdout is a terminal. */
	readonly interactive: boolean;
	/** Whether stderr is that terminal, so that warnings are already above the result. */
	readonly showsWarnings: boolean;
	/** Writes a requested result to stdout, even under `--quiet`. Control characters in any text are shown as escapes. */
	print(text: string): void;
	/** Writes a result to stdout: the document under `--json`, else the text, but nothing under `--quiet`. */
	result(document: object, text: string): void;
	/** Writes a warning and its hints to stderr, even under `--quiet`, without hashes and tokens, each on one line. */
	warn(text: string, hints?: readonly string[]): void;
	/** Writes a line to stderr; nothing under `--quiet`. */
	note(text: string): void;
	/** Writes a line to stderr under `--verbose`. */
	detail(text: string): void;
	progress(): Progress;
}

export interface Progress {
	/**
	 * @param done of `total`, in the same unit; undefined while it is not known
	 * @param figures further text, such as a rate; called only when something is drawn
	 * @param secondsLeft by default estimated from the time so far
	 */
	update(
		done: number | undefined,
		total: number,
		figures: () => string,
		secondsLeft?: number | undefined,
	): void;
	/** Removes the bar. */
	stop(): void;
}

/** The least time between two lines of progress when stderr is not a terminal: cron mail is read by people. */
const LINE_EVERY_MS = 10_000;
const DRAW_EVERY_MS = 100;

export async function openTerminal(
	options: TerminalOptions,
	{ stdout, stderr, env }: TerminalStreams,
): Promise<Terminal> {
	const level = colorLevel(stdout, env, options.color);
	const [style, errorStyle] = await Promise.all([
		openStyle(level),
		openStyle(colorLevel(stderr, env, options.color)),
	]);
	const visible = level === 0 ? visibleText : visibleStyled;
	const print = (text: string) => {
		stdout.write(`${visible(text)}\n`);
	};
	const note = (text: string) => {
		stderr.write(`${safeMessage(text)}\n`);
	};
	return {
		style,
		interactive: stdout.isTTY === true,
		showsWarnings: stdout.isTTY === true && stderr.isTTY === true,
		print,
		result: (document, text) => {
			if (options.json) stdout.write(`${visibleJson(document)}\n`);
			else if (!options.quiet) print(text);
		},
		warn: (text, hints = []) => {
			stderr.write(`${errorStyle.yellow('warning:')} ${safeMessage(text)}\n`);
			for (const hint of hints) note(`hint: ${hint}`);
		},
		note: (text) => {
			if (!options.quiet) note(text);
		},
		detail: (text) => {
			if (options.verbose) note(text);
		},
		progress: () => {
			if (options.quiet) return { update() {}, stop() {} };
			return stderr.isTTY ? barProgress(stderr) : lineProgress((line) => stderr.write(`${line}\n`));
		},
	};
}

/** FORCE_COLOR, else NO_COLOR, else whether the stream is a terminal, as in Node itself. */
function colorLevel(stream: Output, env: NodeJS.ProcessEnv, allowed: boolean): 0 | 1 | 2 | 3 {
	const force = env['FORCE_COLOR'];
	if (!allowed || force === '0' || force === 'false') return 0;
	if (force !== undefined) return force === '2' ? 2 : force === '3' ? 3 : 1;
	if (env['NO_COLOR']) return 0;
	return stream.isTTY && env['TERM'] !== 'dumb' ? 1 : 0;
}

/** What `openStyle` puts around text: bold, yellow, and neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: styles are made of them.
const STYLES = /(\u001b\[(?:1|22|33|39)m)/;

/** Shows all control characters but those of the styles. */
function visibleStyled(text: string): string {
	const parts = text.split(STYLES);
	return parts.map((part, at) => (at % 2 === 1 ? part : visibleText(part))).join('');
}

/** The library is loaded only for colors, which scripts and cron jobs do not need. */
async function openStyle(level: 0 | 1 | 2 | 3): Promise<Style> {
	if (level === 0) return { bold: (text) => text, yellow: (text) => text };
	const { Chalk } = await import('chalk');
	return new Chalk({ level });
}

function barProgress(stream: Output): Progress {
	let bar: SingleBar | undefined;
	let requested = false;
	let stopped = false;
	const begunAt = Date.now();
	let drawnAt = 0;
	// The library is loaded only when a bar is shown.
	const load = async () => {
		requested = true;
		const { SingleBar } = await import('cli-progress');
		if (stopped) return;
		bar = new SingleBar({
			stream,
			format: '{bar} {percentage} %  {figures}  {left} left',
			barCompleteChar: '█',
			barIncompleteChar: '░',
			barsize: 24,
			hideCursor: true,
			clearOnComplete: true,
		});
		bar.start(1, 0, { figures: '', left: '...' });
	};
	return {
		update(done, total, figures, secondsLeft) {
			// If it cannot be loaded, the work continues without a bar.
			if (!requested) load().catch(() => undefined);
			const now = Date.now();
			if (bar === undefined || now - drawnAt < DRAW_EVERY_MS) return;
			drawnAt = now;
			bar.setTotal(total || 1);
			bar.update(done ?? 0, {
				figures: figures(),
				left: timeLeft(done, total, now - begunAt, secondsLeft),
			});
		},
		stop() {
			stopped = true;
			bar?.stop();
		},
	};
}

function lineProgress(write: (line: string) => void): Progress {
	const begunAt = Date.now();
	let lastLine = begunAt;
	return {
		update(done, total, figures, secondsLeft) {
			const now = Date.now();
			if (now - lastLine < LINE_EVERY_MS) return;
			lastLine = now;
			if (done === undefined) return write(figures());
			const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
			write(
				`${percent} %, ${figures()}, ${timeLeft(done, total, now - begunAt, secondsLeft)} left`,
			);
		},
		stop() {},
	};
}

function timeLeft(
	done: number | undefined,
	total: number,
	elapsedMs: number,
	secondsLeft: number | undefined,
): string {
	if (secondsLeft !== undefined) return formatSeconds(secondsLeft);
	if (!done) return '...';
	return formatSeconds(((total - done) * elapsedMs) / done / 1000);
}
