/**
 * The alert: the numbers of a summary, posted to an incoming webhook. Whoever knows the webhook's URL can
 * write to its channel, so of the URL nothing but the host is ever shown.
 */

import { open } from 'node:fs/promises';
import { CredcheckError, systemCode } from '../errors.ts';
import { isAbove } from '../report/match-rate.ts';
import type { BacktestSummary } from '../report/summary.ts';
import type { Connection, HttpResponse, RequestFailed } from '../source/connection.ts';
import { isLoopback } from '../source/loopback.ts';
import { formatNumber as count, formatPercent } from '../text/format.ts';

/** No URL is longer, and neither is what a webhook has to say. */
const MAX_BYTES = 4096;
const LIMIT_MS = 10_000;

export interface AlertUrl {
	readonly url: URL;
	/** Whether others than the owner of the file may read it, or write into it. */
	readonly readableByOthers: boolean;
}

/**
 * Reads the URL of a webhook: https, or http on this machine.
 *
 * @param path a file whose first line is the URL
 * @throws CredcheckError USAGE when there is no such URL; neither `path`, for which the URL itself may have
 *   been given, nor what the file holds is quoted
 */
export async function readAlertUrl(path: string): Promise<AlertUrl> {
	const { head, mode } = await readHead(path).catch((error: unknown) => {
		if (error instanceof CredcheckError) throw error;
		const code = systemCode(error) ?? 'unknown error';
		throw unusable(code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`);
	});
	const end = head.indexOf('\n');
	if (end === -1 && head.length > MAX_BYTES) throw unusable('has a first line over 4 KB');
	// A byte order mark is trimmed, too.
	const line = head.toString('utf8', 0, end === -1 ? head.length : end).trim();
	if (line === '') throw unusable('has nothing in its first line');
	return { url: usableUrl(line), readableByOthers: (mode & 0o077) !== 0 };
}

/** The first bytes of a file, or of a pipe; one more than may be taken where there are more. */
async function readHead(path: string): Promise<{ head: Buffer; mode: number }> {
	const file = await open(path, 'r');
	try {
		const status = await file.stat();
		if (status.isDirectory()) throw unusable('is a folder');
		const head = Buffer.alloc(MAX_BYTES + 1);
		let length = 0;
		while (length < head.length) {
			const { bytesRead } = await file.read(head, length, head.length - length);
			if (bytesRead === 0) break;
			length += bytesRead;
		}
		return { head: head.subarray(0, length), mode: status.mode };
	} finally {
		await file.close();
	}
}

function usableUrl(text: string): URL {
	if (!URL.canParse(text)) throw unusable('does not begin with a URL');
	const url = new URL(text);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw unusable('holds a URL that is not https');
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw unusable('holds a URL of plain http to another machine');
	}
	if (url.username !== '' || url.password !== '') {
		throw unusable('holds a URL with a user name or password');
	}
	return url;
}

function unusable(how: string): CredcheckError {
	return new CredcheckError(
		'USAGE',
		`the file of --alert ${how}`,
		'--alert takes a file, whose first line is the https URL of an incoming webhook',
	);
}

/**
 * Whether somebody should be told: there are CRITICAL accounts, or the match rate is too high.
 *
 * @param failOver the highest rate that is well, in percent; undefined where any is
 */
export function isAlarming(summary: BacktestSummary, failOver?: number): boolean {
	return summary.verdicts.CRITICAL > 0 || isTooHigh(summary, failOver);
}

function isTooHigh({ matchRate }: BacktestSummary, failOver: number | undefined): boolean {
	return failOver !== undefined && isAbove(matchRate, failOver);
}

/**
 * The summary in some lines of plain text, for many to read: numbers alone, no names of accounts,
 * columns, files or machines, and no character that a chat takes for mark-up.
 *
 * @param failOver in percent; named when the match rate is above it
 */
export function alertText(summary: BacktestSummary, failOver?: number): string {
	const { matched, matchRate, minCount, verdicts, input, store } = summary;
	const told = input.checked > input.lookedUp ? 'accounts that could be looked up' : 'accounts';
	const limit = isTooHigh(summary, failOver) ? `, above the limit of ${failOver} %` : '';
	const seen = minCount > 1 ? `was seen ${count(minCount)} times or more` : 'is public';
	const asked = input.breachedEmails === null ? ' (email addresses were not checked)' : '';
	const fresh = summary.since?.new;
	return [
		`credcheck: ${formatPercent(matchRate)} of the ${told} have a password that ${seen}${limit}`,
		`matched: ${count(matched)} of ${count(input.lookedUp)}`,
		`CRITICAL: ${count(verdicts.CRITICAL)}${asked}`,
		`HIGH: ${count(verdicts.HIGH)}`,
		`UNKNOWN: ${count(verdicts.UNKNOWN)}`,
		`rows rejected: ${count(input.rejected)}`,
		...(fresh === undefined ? [] : [`new since the report before: ${count(fresh)}`]),
		`the store covers ${formatPercent(store.coverage)} of the accounts`,
		'A match means that the password is public, not that the account was taken.',
	].join('\n');
}

export interface PostOptions {
	/** Ends it at once. */
	readonly signal: AbortSignal;
	/** The longest it may take in all, in milliseconds; default 10,000. */
	readonly limitMs?: number;
}

/**
 * Posts a text once. Any 2xx is a success, whatever comes behind it; redirects are not followed.
 *
 * @returns why it failed, in a few words that name the host and nothing else of the URL; undefined when it
 *   did not
 * @throws the reason of `signal`, and nothing else
 */
export async function postAlert(
	url: URL,
	text: string,
	{ signal, limitMs = LIMIT_MS }: PostOptions,
): Promise<string | undefined> {
	// Loading HTTP takes long; most runs alert nobody.
	const { openConnection } = await import('../source/connection.ts');
	const question = {
		url: url.href,
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ text }),
	} as const;
	let connection: Connection;
	try {
		connection = openConnection(url.hostname, 1);
	} catch {
		return `${url.host}: the environment names a proxy that is no URL`;
	}
	try {
		const outcome = await connection.send(question, readStatus, limitMs, signal);
		signal.throwIfAborted();
		return describeFailure(url.host, outcome);
	} finally {
		await connection.close();
	}
}

async function readStatus({
	statusCode,
	body,
}: HttpResponse): Promise<{ kind: 'status'; status: number }> {
	// A server that is still writing should not see its connection torn.
	await body.dump({ limit: MAX_BYTES });
	return { kind: 'status', status: statusCode };
}

function describeFailure(
	host: string,
	outcome: RequestFailed | Awaited<ReturnType<typeof readStatus>>,
): string | undefined {
	if (outcome.kind === 'failed') return `${host}: ${outcome.reason}`;
	const { status } = outcome;
	if (status >= 200 && status < 300) return undefined;
	return status >= 300 && status < 400
		? `${host} answered with a redirect (HTTP ${status}), which is not followed`
		: `${host} answered HTTP ${status}`;
}
