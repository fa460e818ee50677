import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BinaryOptions, credcheckBinary } from '../support/binary.ts';
import { credcheck, onlyJson, type RunResult } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { makeSetup, type Setup } from '../support/setup.ts';
import { type Answering, SECRETS, startWebhook } from '../support/webhook.ts';

/** Two of four accounts match, one of them with a breached address. */
async function makeAlertSetup() {
	const setup = makeSetup();
	const accounts = setup.write(
		'users.csv',
		[
			'login,post box,digest',
			`ann,ann@example.com,${sha1('tulip')}`,
			`bob,bob@example.com,${sha1('letmein')}`,
			`cy,cy@example.com,${setup.unknownHash('cy')}`,
			`di,di@example.com,${setup.unknownHash('di')}`,
		].join('\n'),
	);
	const emails = setup.write('emails.txt', 'bob@example.com\n');
	const columns = ['--id-column', 'login', '--email-column', 'post box', '--hash-column', 'digest'];
	const out = join(setup.folder, 'report');
	const args = ['backtest', accounts, '--store', setup.store, '--out', out, ...columns];
	return {
		setup,
		out,
		/** The flags that make one of the accounts CRITICAL. */
		critical: ['--breached-emails', emails],
		urlFile: (url: string) => secretFile(setup, url),
		run: (flags: readonly string[]) => credcheck([...args, ...flags]),
		/** Runs the program in its own process. */
		runBinary: (flags: readonly string[], options: BinaryOptions) =>
			credcheckBinary([...args, ...flags], options),
	};
}

function secretFile(setup: Setup, url: string): string {
	const path = setup.write('webhook', `${url}\n`);
	chmodSync(path, 0o600);
	return path;
}

function expectReport(out: string): void {
	expect(readdirSync(out)).toEqual(expect.arrayContaining(['critical.csv', 'summary.json']));
}

/** Expects that nothing printed reveals the webhook. */
function expectDiscreet({ stdout, stderr }: RunResult): void {
	for (const secret of [...SECRETS, '/services']) expect(stdout + stderr).not.toContain(secret);
}

const CLOSING = 'A match means that the password is public, not that the account was taken.';

describe('backtest --alert', () => {
	it('--alert reports CRITICAL accounts once the report is written, as numbers only', async () => {
		const { setup, out, critical, urlFile, run } = await makeAlertSetup();
		let finished = false;
		const webhook = await startWebhook((response) => {
			finished = existsSync(join(out, 'summary.json'));
			response.end('ok');
		});
		const result = await run([...critical, '--alert', urlFile(webhook.url), '--verbose', '--json']);
		expect(result).toMatchObject({ code: 0, stderr: `alert sent to ${webhook.host}\n` });
		expect(finished).toBe(true);
		expect(webhook.messages).toHaveLength(1);
		expect(webhook.messages[0]).toMatchObject({
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				text: [
					'credcheck: 50.0 % of the accounts have a password that is public',
					'matched: 2 of 4',
					'CRITICAL: 1',
					'HIGH: 1',
					'UNKNOWN: 0',
					'rows rejected: 0',
					'the store covers 100.0 % of the accounts',
					CLOSING,
				].join('\n'),
			}),
		});
		const sent = JSON.stringify(webhook.messages[0]);
		for (const name of ['ann', 'bob', '@', 'login', 'post box', 'digest', 'users', setup.folder]) {
			expect(sent).not.toContain(name);
		}
		expect(onlyJson(result.stdout)).toEqual(
			onlyJson(readFileSync(join(out, 'summary.json'), 'utf8')),
		);
		expectDiscreet(result);
	});

	it('--alert reports a match rate above --fail-over, and the back-test exits 1', async () => {
		const { out, urlFile, run } = await makeAlertSetup();
		const webhook = await startWebhook();
		const result = await run(['--fail-over', '49.9', '--alert', urlFile(webhook.url), '--json']);
		expect(result.code).toBe(1);
		expect(onlyJson(result.stderr)).toMatchObject({ code: 'THRESHOLD_EXCEEDED' });
		expect(webhook.messages.map(({ body }) => JSON.parse(body).text)).toEqual([
			[
				'credcheck: 50.0 % of the accounts have a password that is public, above the limit of 49.9 %',
				'matched: 2 of 4',
				'CRITICAL: 0 (email addresses were not checked)',
				'HIGH: 2',
				'UNKNOWN: 0',
				'rows rejected: 0',
				'the store covers 100.0 % of the accounts',
				CLOSING,
			].join('\n'),
		]);
		expectReport(out);
		expectDiscreet(result);
	});

	it.each([
		[
			['--fail-over', '50'],
			'no alert: no CRITICAL accounts, no doubt, and the match rate is not above 50 %\n',
		],
		[[], 'no alert: no CRITICAL accounts, no doubt, and --fail-over is not set\n'],
	])('--alert sends nothing when neither condition is met: %j', async (flags, words) => {
		const { out, urlFile, run } = await makeAlertSetup();
		const webhook = await startWebhook();
		const result = await run([...flags, '--alert', urlFile(webhook.url), '--verbose']);
		expect(result).toMatchObject({ code: 0, stderr: words });
		expect(webhook.messages).toEqual([]);
		expectReport(out);
		expectDiscreet(result);
	});

	it('--alert prints nothing under --quiet when the alert is sent', async () => {
		const { critical, urlFile, run } = await makeAlertSetup();
		const webhook = await startWebhook();
		const result = await run([...critical, '--alert', urlFile(webhook.url), '--quiet']);
		expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
		expect(webhook.messages).toHaveLength(1);
	});

	it.each<[string, Answering, string]>([
		['answers 500', (response) => response.writeHead(500).end('why'), ' answered HTTP 500'],
		[
			'answers with a redirect',
			(response) => response.writeHead(302, { location: '/elsewhere' }).end(),
			' answered with a redirect (HTTP 302), which is not followed',
		],
		[
			'closes the connection',
			(response) => response.destroy(),
			': connection closed during the response',
		],
	])(
		'a back-test warns when the webhook %s, and its exit code stays the same',
		async (_what, answer, words) => {
			const { out, critical, urlFile, run } = await makeAlertSetup();
			const webhook = await startWebhook(answer);
			const warning = `warning: the alert failed: ${webhook.host}${words}\n`;
			const alert = [...critical, '--alert', urlFile(webhook.url)];
			for (const flags of [['--quiet'], ['--json', '--verbose', '--force']]) {
				const result = await run([...alert, ...flags]);
				expect(result).toMatchObject({ code: 0, stderr: warning });
				expect(webhook.messages.splice(0)).toHaveLength(1);
				expectReport(out);
				expectDiscreet(result);
			}
			const above = await run([...alert, '--force', '--fail-over', '1', '--verbose']);
			expect(above).toMatchObject({ code: 1, stderr: expect.stringContaining(warning) });
			expectReport(out);
			expectDiscreet(above);
		},
	);

	it('a signal ends a back-test that waits for its webhook, and its report remains', async () => {
		const { out, critical, urlFile, runBinary } = await makeAlertSetup();
		let stop = () => {};
		const webhook = await startWebhook(() => stop());
		const result = await runBinary([...critical, '--alert', urlFile(webhook.url), '--verbose'], {
			onStart: (child) => {
				stop = () => child.kill('SIGTERM');
			},
		});
		expect(result.code).toBe(143);
		expect(webhook.messages).toHaveLength(1);
		expectReport(out);
		expectDiscreet(result);
	});

	it('--alert warns of a URL file that others can read', async () => {
		const { critical, urlFile, run } = await makeAlertSetup();
		const webhook = await startWebhook();
		const path = urlFile(webhook.url);
		chmodSync(path, 0o644);
		const result = await run([...critical, '--alert', path]);
		expect(result).toMatchObject({
			code: 0,
			stderr: expect.stringMatching(/^warning: the --alert file can be read by others.*\n$/),
		});
		expect(webhook.messages).toHaveLength(1);
		expectDiscreet(result);
	});

	it.each([
		['plain http URL of another machine', 'http://hooks.example/services/T0SECRET'],
		['not https', 'ftp://hooks.example/services/T0SECRET'],
		['does not begin with a URL', 'hooks.example/services/T0SECRET'],
	])('--alert exits 2 before anything is written: %s', async (words, url) => {
		const { out, critical, urlFile, run } = await makeAlertSetup();
		const result = await run([...critical, '--alert', urlFile(url), '--verbose']);
		expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
		expect(existsSync(out)).toBe(false);
		expectDiscreet(result);
	});

	it('--alert does not show a URL that was given instead of its file', async () => {
		const { out, run } = await makeAlertSetup();
		for (const flags of [['--verbose'], ['--json', '--verbose']]) {
			const result = await run(['--alert', 'https://hooks.example/services/T0SECRET', ...flags]);
			expect(result).toMatchObject({
				code: 2,
				stdout: '',
				stderr: expect.stringContaining('the file of --alert does not exist'),
			});
			expect(existsSync(out)).toBe(false);
			expectDiscreet(result);
		}
	});
});
