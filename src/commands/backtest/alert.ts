/** `--alert` of a back-test: reads the URL, sends the alert if there is a reason to, and prints the outcome. */

import { alertText, isAlarming, postAlert, readAlertUrl } from '../../alert/alert.ts';
import type { BacktestSummary } from '../../report/summary.ts';
import type { Terminal } from '../../terminal.ts';

/** @throws CredcheckError USAGE if the file does not contain a URL that may be used */
export async function openAlert(path: string, terminal: Terminal): Promise<URL> {
	const { url, readableByOthers } = await readAlertUrl(path);
	if (readableByOthers) {
		terminal.warn(
			'the --alert file can be read by others, who could post to that channel: run chmod 600 on it',
		);
	}
	return url;
}

/**
 * Posts to the webhook if there is something to report. A failure is only a warning, since the report is written.
 *
 * @throws the reason of `signal`
 */
export async function sendAlert(
	url: URL,
	summary: BacktestSummary,
	failOver: number | undefined,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	if (!isAlarming(summary, failOver)) {
		const rate =
			failOver === undefined
				? '--fail-over is not set'
				: `the match rate is not above ${failOver} %`;
		terminal.detail(`no alert: no CRITICAL accounts, and ${rate}`);
		return;
	}
	const failure = await postAlert(url, alertText(summary, failOver), { signal });
	if (failure === undefined) terminal.detail(`alert sent to ${url.host}`);
	else terminal.warn(`the alert failed: ${failure}`);
}
