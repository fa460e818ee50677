/** `--alert` of a back-test: reads the URL, sends the alert if there is a reason to, and prints the outcome. */

import { alertText, isAlarming, postAlert, readAlertUrl } from '../../alert/alert.ts';
import type { BacktestSummary } from '../../report/summary.ts';
import type { Terminal } from '../../terminal.ts';

/**
 * Reads the URL; the result posts to it once the report is written, if there is something to report. A failure is then
 * only a warning.
 *
 * @param signal ends waiting for a pipe
 * @throws CredcheckError USAGE if the file does not contain a URL that may be used
 */
export async function openAlert(path: string, terminal: Terminal, signal: AbortSignal) {
	const { url, readableByOthers } = await readAlertUrl(path, signal);
	if (readableByOthers) {
		terminal.warn(
			'the --alert file can be read by others, who could post to that channel: run chmod 600 on it',
		);
	}
	/** @throws the reason of `signal` */
	return async (summary: BacktestSummary, failOver: number | undefined, signal: AbortSignal) => {
		if (!isAlarming(summary, failOver)) {
			const rate =
				failOver === undefined
					? '--fail-over is not set'
					: `the match rate is not above ${failOver} %`;
			terminal.detail(`no alert: no CRITICAL accounts, no doubt, and ${rate}`);
			return;
		}
		const failure = await postAlert(url, alertText(summary, failOver), { signal });
		if (failure === undefined) terminal.detail(`alert sent to ${url.host}`);
		else terminal.warn(`the alert failed: ${failure}`);
	};
}
