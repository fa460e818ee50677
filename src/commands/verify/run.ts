/** Runs `credcheck verify`. */

import { verifyDocument } from '../../documents/verify.ts';
import { CredcheckError } from '../../errors.ts';
import { openTerminal } from '../../terminal.ts';
import { formatNumber, formatSeconds, many, nameSome } from '../../text/format.ts';
import { type VerifyOutcome, verify } from '../../verify/verify.ts';
import type { CommandContext } from '../command.ts';
import { sourceName, storePath } from '../environment.ts';
import type { VerifyFlags } from './command.ts';

export async function verifyCommand(
	flags: VerifyFlags,
	{ signal, io }: CommandContext,
): Promise<void> {
	const terminal = await openTerminal(flags, io);
	const progress = terminal.progress();
	const outcome = await verify(
		{
			store: storePath(flags, io.env),
			kind: flags.kind,
			repairFrom: flags.repair ? sourceName(flags, io.env) : undefined,
			allowHttp: flags.allowHttp,
			signal,
		},
		{
			onProgress: (done, total) =>
				progress.update(done, total, () => `${formatNumber(done)}/${formatNumber(total)} ranges`),
		},
	).finally(() => progress.stop());
	terminal.result(verifyDocument(outcome), describeOutcome(outcome));
	const {
		unrepaired,
		failures: [failure],
	} = outcome;
	if (unrepaired.length === 0) return;
	throw new CredcheckError(
		'INCOMPLETE',
		`damaged ranges: ${formatNumber(unrepaired.length)} (${nameSome(unrepaired)})${failure === undefined ? '' : `; ${failure.prefix} could not be fetched: ${failure.reason}`}`,
		failure === undefined
			? 'run credcheck verify --repair to fetch them again'
			: 'try again later, or with another --source',
	);
}

function describeOutcome({ checked, damaged, repaired, seconds }: VerifyOutcome): string {
	const found = damaged.length === 0 ? 'all intact' : `${formatNumber(damaged.length)} damaged`;
	const again = repaired.length === 0 ? '' : `\nfetched again: ${nameSome(repaired)}`;
	return `${many(checked, 'range')} checked in ${formatSeconds(seconds)}: ${found}${again}`;
}
