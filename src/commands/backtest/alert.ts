/** `--alert` of a back-test: whether to send it, and what is said of it here. */

import { alertText, isAlarming, postAlert, readAlertUrl } from '../../alert/alert.ts';
import type { BacktestSummary } from '../../report/summary.ts';
import type { Terminal } from '../../terminal.ts';

/** @throws CredcheckError USAGE when the file does not hold a URL that may be used */
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
 * Tells the webhook if there is something to tell. That this fails is a warning: the report is there.
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
