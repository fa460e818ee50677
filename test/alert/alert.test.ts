import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { alertText, isAlarming, postAlert, readAlertUrl } from '../../src/alert/alert.ts';
import type { CredcheckError } from '../../src/errors.ts';
import type { BacktestSummary } from '../../src/report/summary.ts';
import { VERSION } from '../../src/version.ts';
import { makeWarning } from '../../src/warning.ts';
import { startProxy } from '../support/proxy.ts';
import { summaryFrom } from '../support/summary.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type Answering, SECRETS, startWebhook } from '../support/webhook.ts';

const NEVER = new AbortController().signal;

/** A run over 1,250 rows, of which 16 % match. */
const SUMMARY: BacktestSummary = summaryFrom({
	report: '/srv/audits/report',
	columns: { hash: 'pw_digest', id: 'login_name', email: 'post_box' },
	breachedEmails: 5,
	rows: 1250,
	checked: 1239,
	rejectedByReason: new Map([['empty', 11]]),
	unknown: 239,
	candidates: { CRITICAL: 40, HIGH: 120, unmatched: 0, unmatchedUnknown: 0 },
	counts: [[3, 160]],
	emptyPasswords: 2,
	distinct: 1000,
	shared: 7,
	ranges: 61,
	hashes: 20_804,
});
const CALM: BacktestSummary = { ...SUMMARY, verdicts: { ...SUMMARY.verdicts, CRITICAL: 0 } };
/** The same, with all ranges in the store. */
const WHOLE: BacktestSummary = { ...CALM, matchRateBounds: [0.16, 0.16] };
const DOUBTFUL: BacktestSummary = {
	...WHOLE,
	warnings: [
		makeWarning('store_old', 'the store is old'),
		makeWarning('few_matches', 'only 2 of 1,000 accounts matched', ['try the column "pw_digest"']),
	],
};
const WARNED: BacktestSummary = { ...WHOLE, warnings: DOUBTFUL.warnings.slice(0, 1) };

describe('an alert', () => {
	it.each([
		['CRITICAL accounts', true, SUMMARY, undefined],
		['CRITICAL accounts at an acceptable rate', true, SUMMARY, 50],
		['a rate above the limit', true, CALM, 15.9],
		['a rate at the limit', false, WHOLE, 16],
		['a rate that may be above the limit', true, CALM, 16],
		['a rate in doubt', true, DOUBTFUL, undefined],
		['a warning that is no doubt', false, WARNED, 16],
		['a rate without a limit', false, CALM, undefined],
	])('an alert is due for %s: %s', (_what, alarming, summary, failOver) => {
		expect(isAlarming(summary, failOver)).toBe(alarming);
	});

	it('an alert lists the results as numbers', () => {
		expect(alertText(SUMMARY).split('\n')).toEqual([
			'credcheck: 16.0 % of the accounts that could be looked up have a password that is public',
			'matched: 160 of 1,000',
			'CRITICAL: 40',
			'HIGH: 120',
			'UNKNOWN: 239',
			'rows rejected: 11',
			'the store covers 80.7 % of the accounts',
			'A match means that the password is public, not that the account was taken.',
		]);
	});

	it('an alert reports new candidates, the limit that was passed, and the options', () => {
		const since = {
			report: '/srv/audits/earlier',
			startedAt: '2024-02-29T12:00:00.000Z',
			new: 1012,
			still: 148,
			rotatedToBreached: 0,
			resolved: 3,
			gone: 1,
			undetermined: 0,
		};
		const summary = {
			...SUMMARY,
			since,
			minCount: 5,
			input: { ...SUMMARY.input, lookedUp: SUMMARY.input.checked, breachedEmails: null },
			verdicts: { CRITICAL: 0, HIGH: 160, CLEAN: 1079, UNKNOWN: 0 },
		};
		const lines = alertText(summary, 15.5).split('\n');
		expect(lines[0]).toBe(
			'credcheck: 16.0 % of the accounts have a password that was seen 5 times or more, above the limit of 15.5 %',
		);
		expect(lines).toContain('matched: 160 of 1,239');
		expect(lines).toContain('CRITICAL: 0 (email addresses were not checked)');
		expect(lines).toContain('new since the report before: 1,012');
		expect(alertText({ ...summary, matchRateBounds: [0.16, 0.16] }, 16)).not.toContain('limit');
		const names = /srv|audits|report\/|earlier|pw_digest|login_name|post_box/;
		expect(alertText(summary, 15.5)).not.toMatch(names);
	});

	it('an alert says what is in doubt right after the match rate, without names of the table', () => {
		const [rate, doubt] = alertText(DOUBTFUL).split('\n');
		expect(rate).toMatch(/^credcheck: 16\.0 % of the accounts/);
		expect(doubt).toBe('in doubt: only 2 of 1,000 accounts matched');
		expect(alertText(DOUBTFUL)).not.toMatch(/pw_digest|store is old/);
	});

	it('an alert says that the rate may be above the limit, since accounts were not looked up', () => {
		expect(alertText(CALM, 16).split('\n')[0]).toBe(
			'credcheck: 16.0 % of the accounts that could be looked up have a password that is public, but up to 32.2 % with those not looked up, above the limit of 16 %',
		);
	});

	it('an alert of a remnant, or of nothing, has no rate of all accounts', () => {
		const input = { ...SUMMARY.input, lookedUp: SUMMARY.input.checked, rejectedShare: 0.5 };
		expect(alertText({ ...SUMMARY, input })).toMatch(
			/^credcheck: 16\.0 % of the rows that could be read have/,
		);
		const none = { ...SUMMARY.input, lookedUp: 0 };
		expect(alertText({ ...SUMMARY, input: none })).toMatch(
			/^credcheck: no account could be looked up\n/,
		);
	});

	it('an alert has no markup', () => {
		expect(alertText(SUMMARY, 1)).not.toMatch(/[*_~`<>&|@#]|:\w+:/);
	});
});

function fileWith(content: string | Buffer): string {
	const path = join(temporaryFolder(), 'webhook');
	writeFileSync(path, content, { mode: 0o600 });
	return path;
}

describe('the URL of an alert', () => {
	const url = 'https://hooks.example/services/T0SECRET?token=x';

	it.each([
		['a line', `${url}\n`],
		['a line without a line feed', url],
		['a Windows line after a byte order mark', `\uFEFF${url}\r\n`],
		['a line with blanks around it and more lines below', ` \t${url} \nsomething else\n`],
		['a line with more than 4 KB below it', `${url}\n${'x'.repeat(10_000)}`],
		['a line of 4 KB', `${url}${' '.repeat(4096 - url.length)}`],
	])('the URL of an alert is read from %s', async (_what, content) => {
		expect((await readAlertUrl(fileWith(content))).url.href).toBe(url);
	});

	it.each(['http://127.0.0.1:8080/x', 'http://localhost/x', 'http://[::1]/x'])(
		'the URL of an alert may be %s',
		async (local) => {
			expect((await readAlertUrl(fileWith(local))).url.href).toBe(local);
		},
	);

	it.each([
		['an empty file', '', 'has an empty first line'],
		['an empty first line', `\n${url}`, 'has an empty first line'],
		['something that is not a URL', 'T0SECRET', 'does not begin with a URL'],
		['a URL without its scheme', 'hooks.example/T0SECRET', 'does not begin with a URL'],
		['UTF-16', Buffer.from(`\uFEFF${url}`, 'utf16le'), 'does not begin with a URL'],
		['another scheme', 'T0SECRET://hooks.example/', 'contains a URL that is not https'],
		['a path that parses as a URL', 'C:\\T0SECRET', 'contains a URL that is not https'],
		[
			'plain http to another machine',
			'http://hooks.example/T0SECRET',
			'contains a plain http URL of another machine',
		],
		[
			'a name that only starts like this machine’s',
			'http://127.0.0.1.hooks.example/T0SECRET',
			'contains a plain http URL of another machine',
		],
		[
			'a password',
			'https://somebody:T0SECRET@hooks.example/',
			'contains a URL with a user name or password',
		],
		[
			'a user name',
			'https://T0SECRET@hooks.example/',
			'contains a URL with a user name or password',
		],
		[
			'a first line that is too long',
			`${url}${'x'.repeat(4097 - url.length)}`,
			'has a first line over 4 KB',
		],
	])('a URL file with %s is refused, and not quoted', async (_what, content, words) => {
		const error = await refusalOf(fileWith(content));
		expect(error).toMatchObject({ code: 'USAGE', message: `the file of --alert ${words}` });
		expect(error.hint).toContain('first line');
		expect(`${error.stack} ${error.cause}`).not.toMatch(/secret|hooks\.example/i);
	});

	it('a folder, a missing file or a URL instead of the URL file is refused', async () => {
		expect((await refusalOf(temporaryFolder())).message).toBe('the file of --alert is a folder');
		for (const path of [url, join(temporaryFolder(), 'T0SECRET')]) {
			const error = await refusalOf(path);
			expect(error).toMatchObject({ code: 'USAGE', message: 'the file of --alert does not exist' });
			expect(`${error.stack} ${error.hint} ${error.cause}`).not.toContain('T0SECRET');
		}
		const below = join(fileWith(url), 'T0SECRET');
		expect((await refusalOf(below)).message).toBe('the file of --alert cannot be read (ENOTDIR)');
	});

	it.each([
		['600', false],
		['400', false],
		['640', true],
		['604', true],
		['620', true],
	])(
		'a URL file of mode %s can be read or changed by others: %s',
		async (mode, readableByOthers) => {
			const path = fileWith(url);
			chmodSync(path, Number.parseInt(mode, 8));
			expect(await readAlertUrl(path)).toMatchObject({ readableByOthers });
		},
	);
});

/** The error that refuses the file. */
async function refusalOf(path: string): Promise<CredcheckError> {
	const outcome = await readAlertUrl(path).catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(Error);
	return outcome as CredcheckError;
}

describe('a webhook', () => {
	it('a webhook receives one JSON request, with the name of the program', async () => {
		const webhook = await startWebhook();
		const text = 'rate: 16.0 %\n"quoted"';
		expect(await postAlert(new URL(webhook.url), text, { signal: NEVER })).toBeUndefined();
		expect(webhook.messages).toEqual([
			{
				method: 'POST',
				path: '/services/T0SECRET/B0SECRET?token=QUERYSECRET',
				headers: expect.objectContaining({
					'content-type': 'application/json',
					'user-agent': `credcheck/${VERSION}`,
				}),
				body: '{"text":"rate: 16.0 %\\n\\"quoted\\""}',
			},
		]);
	});

	it.each([200, 201, 202, 204, 299])(
		'an alert is delivered when the webhook answers %i',
		async (status) => {
			const webhook = await startWebhook((response) => response.writeHead(status).end());
			expect(await post(webhook.url)).toBeUndefined();
		},
	);

	it.each([
		[302, 'answered with a redirect (HTTP 302), which is not followed'],
		[304, 'answered with a redirect (HTTP 304), which is not followed'],
		[307, 'answered with a redirect (HTTP 307), which is not followed'],
		[308, 'answered with a redirect (HTTP 308), which is not followed'],
		[400, 'answered HTTP 400'],
		[404, 'answered HTTP 404'],
		[500, 'answered HTTP 500'],
	])('an alert is not delivered when the webhook answers %i', async (status, words) => {
		const elsewhere = await startWebhook();
		const webhook = await startWebhook((response) =>
			response.writeHead(status, { location: elsewhere.url }).end(),
		);
		expect(await post(webhook.url)).toBe(`${webhook.host} ${words}`);
		expect(webhook.messages).toHaveLength(1);
		expect(elsewhere.messages).toEqual([]);
	});

	it.each<[string, Answering, string]>([
		['does not answer', () => {}, 'no complete response within 0.3 s'],
		[
			'closes the connection',
			(response) => response.destroy(),
			'connection closed during the response',
		],
		[
			'speaks another protocol',
			(response) => response.socket?.end('220 mail\r\n'),
			'Response does not match',
		],
	])('an alert is not delivered when the webhook %s', async (_what, answer, words) => {
		const webhook = await startWebhook(answer);
		const failure = await post(webhook.url, 300);
		expect(failure).toContain(`${webhook.host}: ${words}`);
		for (const secret of SECRETS) expect(failure).not.toContain(secret);
	});

	it('an alert is delivered once the status arrives, whatever the body does', async () => {
		const hanging = await startWebhook((response) => response.write('ok'));
		expect(await post(hanging.url, 300)).toBeUndefined();
		let written = 0;
		const endless = await startWebhook((response) => {
			const more = () => {
				do written += 65_536;
				while (response.write(Buffer.alloc(65_536)));
			};
			response.on('drain', more);
			more();
		});
		// Far below what would arrive within the time limit.
		expect(await post(endless.url, 20_000)).toBeUndefined();
		expect(written).toBeLessThan(64 * 1024 * 1024);
	});

	it('an alert is not delivered when nothing listens or no TLS is spoken', async () => {
		const gone = await startWebhook();
		await gone.close();
		expect(await post(gone.url)).toBe(`${gone.host}: connection refused`);
		const plain = await startWebhook();
		expect(await post(plain.url.replace('http:', 'https:'))).toMatch(
			new RegExp(`^${plain.host}: the server does not speak TLS`),
		);
	});

	it('an aborted alert is not sent again', async () => {
		const stop = new AbortController();
		const reason = new Error('stopped');
		const webhook = await startWebhook(() => stop.abort(reason));
		const url = new URL(webhook.url);
		// Longer than the test's own timeout.
		const options = { signal: stop.signal, limitMs: 60_000 };
		await expect(postAlert(url, 'text', options)).rejects.toBe(reason);
		await expect(postAlert(url, 'text', options)).rejects.toBe(reason);
		expect(webhook.messages).toHaveLength(1);
	});

	it('an alert uses the proxy from the environment, except for this machine', async () => {
		const webhook = await startWebhook();
		const proxy = await startProxy(webhook.port);
		setEnvironment('https_proxy', proxy.url);
		setEnvironment('http_proxy', proxy.url);
		expect(await post(webhook.url)).toBeUndefined();
		expect(proxy.requested).toEqual([]);
		// The proxy's tunnel leads to a server without TLS.
		const failure = await post('https://hooks.invalid/T0SECRET');
		expect(failure).toMatch(/^hooks\.invalid: the server does not speak TLS/);
		expect(failure).not.toContain('T0SECRET');
		expect(proxy.requested).toEqual(['hooks.invalid:443']);
	});

	it('an alert is refused before the back-test when the environment names a proxy that is none', async () => {
		const file = join(temporaryFolder(), 'url');
		writeFileSync(file, 'https://hooks.invalid/T0SECRET', { mode: 0o600 });
		setEnvironment('https_proxy', 'somebody:T0SECRET@');
		await expect(readAlertUrl(file)).rejects.toMatchObject({
			code: 'USAGE',
			message: 'the environment variable https_proxy is not the address of a proxy',
		});
		setEnvironment('no_proxy', 'hooks.invalid');
		expect((await readAlertUrl(file)).url.host).toBe('hooks.invalid');
	});
});

function post(url: string, limitMs = 10_000): Promise<string | undefined> {
	return postAlert(new URL(url), 'text', { signal: NEVER, limitMs });
}

function setEnvironment(name: string, value: string): void {
	vi.stubEnv(name, value);
	onTestFinished(() => {
		vi.unstubAllEnvs();
	});
}
