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
	for (const warning of warningsOf(outcome)) terminal.warn(warning);
	const {
		unrepaired,
		unrepairedTables,
		rangesGone,
		failures: [failure],
	} = outcome;
	const left: string[] = [];
	if (unrepaired.length > 0) {
		left.push(`damaged ranges: ${formatNumber(unrepaired.length)} (${nameSome(unrepaired)})`);
	}
	if (unrepairedTables.length > 0) left.push(`damaged tables: ${unrepairedTables.join(', ')}`);
	const isMended = left.length === 0;
	if (rangesGone > 0) left.push(`${many(rangesGone, 'range')} gone from the store`);
	if (left.length === 0) return;
	if (failure !== undefined) {
		left.push(`${failure.prefix} could not be fetched: ${failure.reason}`);
	}
	const hints: string[] = [];
	if (failure !== undefined) hints.push('try again later, or with another --source');
	else if (!isMended) hints.push('run credcheck verify --repair to mend the store');
	if (rangesGone > 0) hints.push('run credcheck sync to fetch the ranges that are gone');
	throw new CredcheckError('INCOMPLETE', left.join('; '), hints.join('; then '));
}

function warningsOf({ checked, lacksLog }: VerifyOutcome): string[] {
	const warnings: string[] = [];
	if (lacksLog) {
		warnings.push(
			'the store is a copy without its log (-wal), made while a sync had it open, or that sync was ended just then: ranges may be missing',
		);
	}
	if (checked === 0) warnings.push('the store has no ranges: nothing was checked');
	return warnings;
}

function describeOutcome(outcome: VerifyOutcome): string {
	const { checked, damaged, repaired, damagedTables, unrepairedTables, rangesGone, seconds } =
		outcome;
	const intact = checked === 0 ? 'the store is empty' : 'all intact';
	const found = damaged.length === 0 ? intact : `${formatNumber(damaged.length)} damaged`;
	const lines = [`${many(checked, 'range')} checked in ${formatSeconds(seconds)}: ${found}`];
	if (repaired.length > 0) {
		// Those that no proof tells from older ones.
		const doubtful = repaired.length > damaged.length ? ', since any may be an older copy' : '';
		lines.push(`fetched again: ${nameSome(repaired)}${doubtful}`);
	}
	if (damagedTables.length > 0) {
		const isMended = unrepairedTables.length === 0;
		lines.push(`tables ${isMended ? 'mended' : 'damaged'}: ${damagedTables.join(', ')}`);
	}
	if (rangesGone > 0) lines.push(`gone from the store: ${many(rangesGone, 'range')}`);
	return lines.join('\n');
}
