/**
 * The alert: figures of a summary, posted to an incoming webhook. Anybody who knows the webhook's URL can
 * write to its channel, so only the URL's host is ever shown.
 */

import { open, stat } from 'node:fs/promises';
import { CredcheckError, systemCode } from '../errors.ts';
import { gateError } from '../report/gate.ts';
import { isAbove, rateInWords } from '../report/match-rate.ts';
import type { BacktestSummary } from '../report/summary.ts';
import { isLoopback } from '../source/loopback.ts';
import { OPEN_AT_ONCE, openPipe } from '../source/pipe.ts';
import { proxyFor } from '../source/proxy.ts';
import { formatNumber as count, formatPercent } from '../text/format.ts';

/** The most that is read of a URL file. */
const MAX_BYTES = 4096;

export interface AlertUrl {
	readonly url: URL;
	/** Whether anybody but the owner may read or change the file. */
	readonly readableByOthers: boolean;
}

/**
 * Reads the URL of a webhook: https, or http on this machine.
 *
 * @param path a file whose first line is the URL
 * @param signal ends waiting for a pipe
 * @throws CredcheckError USAGE when it is not, or when no request could be sent through the proxy that the
 *   environment names; the message quotes neither the file's content nor `path`,
 *   since somebody may have given the URL itself as the path
 */
export async function readAlertUrl(path: string, signal?: AbortSignal): Promise<AlertUrl> {
	const { head, mode } = await readHead(path, signal).catch((error: unknown) => {
		signal?.throwIfAborted();
		const code = systemCode(error) ?? 'unknown error';
		if (code === 'ENOENT') throw unusable('does not exist');
		throw unusable(code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`);
	});
	const end = head.indexOf('\n');
	if (end === -1 && head.length > MAX_BYTES) throw unusable('has a first line over 4 KB');
	// This also removes a byte order mark.
	const line = head.toString('utf8', 0, end === -1 ? head.length : end).trim();
	if (line === '') throw unusable('has an empty first line');
	const url = usableUrl(line);
	proxyFor(url);
	return { url, readableByOthers: (mode & 0o077) !== 0 };
}

/** The first `MAX_BYTES` of a file or pipe, and one more if there are more. */
async function readHead(
	path: string,
	signal?: AbortSignal,
): Promise<{ head: Buffer; mode: number }> {
	const pipe = openPipe(path, signal);
	if (pipe !== undefined) return { head: await firstBytes(pipe), mode: (await stat(path)).mode };
	const file = await open(path, OPEN_AT_ONCE);
	try {
		const { mode } = await file.stat();
		return { head: await firstBytes(file.createReadStream({ autoClose: false })), mode };
	} finally {
		await file.close();
	}
}

async function firstBytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > MAX_BYTES) break;
	}
	return Buffer.concat(chunks).subarray(0, MAX_BYTES + 1);
}

function usableUrl(text: string): URL {
	if (!URL.canParse(text)) throw unusable('does not begin with a URL');
	const url = new URL(text);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw unusable('contains a URL that is not https');
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw unusable('contains a plain http URL of another machine');
	}
	if (url.username !== '' || url.password !== '') {
		throw unusable('contains a URL with a user name or password');
	}
	return url;
}

function unusable(how: string): CredcheckError {
	return new CredcheckError(
		'USAGE',
		`the file of --alert ${how}`,
		'--alert takes a file whose first line is the https URL of an incoming webhook',
	);
}

/**
 * Whether to send an alert: there are CRITICAL accounts, or the match rate is in doubt, or it is too high or may be.
 *
 * @param failOver the highest acceptable rate, in percent; undefined if any is acceptable
 */
export function isAlarming(summary: BacktestSummary, failOver?: number): boolean {
	const isDoubtful = summary.warnings.some(({ doubt }) => doubt);
	return summary.verdicts.CRITICAL > 0 || isDoubtful || gateError(summary, failOver) !== undefined;
}

function limitInWords(
	{ matchRate, matchRateBounds }: BacktestSummary,
	failOver: number | undefined,
): string {
	if (failOver === undefined) return '';
	if (isAbove(matchRate, failOver)) return `, above the limit of ${failOver} %`;
	const [, high] = matchRateBounds;
	if (!isAbove(high, failOver)) return '';
	return `, but up to ${formatPercent(high)} with those not looked up, above the limit of ${failOver} %`;
}

/**
 * The summary as a few lines of plain text for many readers: figures only, no names of accounts, columns,
 * files or machines, and no character that a chat treats as markup.
 *
 * @param failOver in percent; mentioned when the match rate is above it, or may be
 */
export function alertText(summary: BacktestSummary, failOver?: number): string {
	const { matched, verdicts, input, store, since, warnings } = summary;
	const limit = limitInWords(summary, failOver);
	const unchecked = input.breachedEmails === null ? ' (email addresses were not checked)' : '';
	return [
		`credcheck: ${rateInWords(summary)}${limit}`,
		...warnings.filter(({ doubt }) => doubt).map(({ message }) => `in doubt: ${message}`),
		`matched: ${count(matched)} of ${count(input.lookedUp)}`,
		`CRITICAL: ${count(verdicts.CRITICAL)}${unchecked}`,
		`HIGH: ${count(verdicts.HIGH)}`,
		`UNKNOWN: ${count(verdicts.UNKNOWN)}`,
		`rows rejected: ${count(input.rejected)}`,
		...(since === null ? [] : [`new since the report before: ${count(since.new)}`]),
		`the store covers ${formatPercent(store.coverage)} of the accounts`,
		'A match means that the password is public, not that the account was taken.',
	].join('\n');
}

/**
 * Posts a text once. Any 2xx is a success, whatever its body; redirects are not followed.
 *
 * @param signal aborts the request
 * @param limitMs the longest that all of it may take, in milliseconds
 * @returns why it failed, in a few words that name only the host of the URL; undefined if it succeeded
 * @throws only the reason of `signal`, given that `readAlertUrl` accepted the URL
 */
export async function postAlert(
	url: URL,
	text: string,
	{ signal, limitMs = 10_000 }: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<string | undefined> {
	// Loaded on demand: loading HTTP is slow, and most runs send no alert.
	const { openConnection } = await import('../source/connection.ts');
	const request = {
		url: url.href,
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ text }),
	} as const;
	const connection = openConnection(url, 1);
	try {
		const outcome = await connection.send(request, () => 0, limitMs, signal);
		signal.throwIfAborted();
		if (outcome.kind === 'failed') return `${url.host}: ${outcome.reason}`;
		const { status } = outcome;
		if (status >= 200 && status < 300) return undefined;
		return status >= 300 && status < 400
			? `${url.host} answered with a redirect (HTTP ${status}), which is not followed`
			: `${url.host} answered HTTP ${status}`;
	} finally {
		await connection.close();
	}
}
