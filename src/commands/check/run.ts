/** Runs `credcheck check`. */

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { checkDocument } from '../../documents/check.ts';
import { CredcheckError, messageOf } from '../../errors.ts';
import { type CheckAnswer, openChecker } from '../../lookup/check.ts';
import { sha1Hex } from '../../range/hash.ts';
import { readLines } from '../../table/input/lines.ts';
import { openTerminal } from '../../terminal.ts';
import { formatNumber } from '../../text/format.ts';
import type { CommandContext } from '../command.ts';
import { sourceName, storePath } from '../environment.ts';
import type { ProgramIo } from '../program-io.ts';
import type { CheckFlags } from './command.ts';

export async function checkCommand(
	flags: CheckFlags,
	{ signal, io }: CommandContext,
): Promise<void> {
	const terminal = openTerminal(flags, io);
	const online = flags.online
		? { source: sourceName(flags, io.env), allowHttp: flags.allowHttp }
		: undefined;
	const checker = openChecker({ store: storePath(flags, io.env), online, signal });
	let unheld = 0;
	let unfetched: string | undefined;
	let unusable = 0;
	try {
		for await (const line of questions(flags.hash ? 'SHA-1: ' : 'Password: ', io)) {
			signal.throwIfAborted();
			const answer = await checker.check(flags.hash ? line.toString('latin1') : sha1Hex(line));
			if (answer.kind === 'not_held') unheld += 1;
			if (answer.kind === 'not_a_hash') unusable += 1;
			if (answer.kind === 'not_fetched') unfetched ??= answer.reason;
			terminal.print(flags.json ? JSON.stringify(checkDocument(answer)) : asWords(answer));
		}
		signal.throwIfAborted();
	} finally {
		await checker.close();
	}
	if (unusable > 0) {
		throw new CredcheckError(
			'INPUT',
			`lines that are not SHA-1 hashes: ${formatNumber(unusable)}`,
			'with --hash, each line must be 40 hex digits',
		);
	}
	if (unfetched !== undefined) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`some ranges could not be fetched: ${unfetched}`,
		);
	}
	if (unheld > 0) {
		throw new CredcheckError(
			'STORE_PARTIAL',
			`lines whose range is missing from the store: ${formatNumber(unheld)}`,
			'run credcheck sync, or use --online',
		);
	}
}

function asWords(answer: CheckAnswer): string {
	switch (answer.kind) {
		case 'found':
			return String(answer.count);
		case 'not_found':
			return 'not found';
		case 'not_held':
			return 'range missing';
		case 'not_fetched':
			return 'range not fetched';
		case 'not_a_hash':
			return 'not a hash';
	}
}

/** One line typed unseen on a terminal; all lines of a pipe. */
async function* questions(prompt: string, io: ProgramIo): AsyncGenerator<Buffer> {
	if (io.stdin.isTTY) {
		yield Buffer.from(await askUnseen(prompt, io));
		return;
	}
	try {
		for await (const lines of readLines(io.stdin)) yield* lines;
	} catch (error) {
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError('INPUT', `cannot read stdin: ${messageOf(error)}`, undefined, error);
	}
}

async function askUnseen(prompt: string, { stdin, stderr }: ProgramIo): Promise<string> {
	stderr.write(prompt);
	// readline echoes to its output; this one goes nowhere.
	const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
	const reader = createInterface({ input: stdin, output: unseen, terminal: true });
	try {
		return await new Promise((resolve, reject) => {
			reader.once('line', resolve);
			reader.once('SIGINT', () => reject(new CredcheckError('INTERRUPTED', 'interrupted')));
			reader.once('close', () => reject(new CredcheckError('INPUT', 'no input')));
		});
	} finally {
		reader.close();
		stderr.write('\n');
	}
}
