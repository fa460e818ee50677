/** Runs `credcheck check`. */

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { checkDocument } from '../../documents/check.ts';
import { CredcheckError, messageOf } from '../../errors.ts';
import { type CheckAnswer, openChecker } from '../../lookup/check.ts';
import { hashOfPassword } from '../../range/password.ts';
import { readLines } from '../../table/input/lines.ts';
import { openTerminal } from '../../terminal.ts';
import { formatNumber } from '../../text/format.ts';
import type { CommandContext, ProgramIo } from '../command.ts';
import { sourceName, storePath } from '../environment.ts';
import type { CheckFlags } from './command.ts';

export async function checkCommand(
	flags: CheckFlags,
	{ signal, io }: CommandContext,
): Promise<void> {
	const terminal = await openTerminal(flags, io);
	const online = flags.online
		? { source: sourceName(flags, io.env), allowHttp: flags.allowHttp }
		: undefined;
	const checker = openChecker({ store: storePath(flags, io.env), online, signal });
	let missing = 0;
	let notHashes = 0;
	let fetchFailure: string | undefined;
	try {
		for await (const line of inputLines(flags.hash ? 'SHA-1: ' : 'Password: ', io)) {
			signal.throwIfAborted();
			const answer = await checker.check(
				flags.hash ? line.toString('latin1') : (hashOfPassword(line, checker.kind) ?? ''),
			);
			if (answer.kind === 'not_held') missing += 1;
			if (answer.kind === 'not_a_hash') notHashes += 1;
			if (answer.kind === 'not_fetched') fetchFailure ??= answer.reason;
			const words = answer.kind === 'found' ? String(answer.count) : WORDS[answer.kind];
			terminal.print(flags.json ? JSON.stringify(checkDocument(answer)) : words);
		}
		signal.throwIfAborted();
	} finally {
		await checker.close();
	}
	if (notHashes > 0) {
		throw new CredcheckError(
			'INPUT',
			`lines that are not SHA-1 hashes: ${formatNumber(notHashes)}`,
			'with --hash, each line must be 40 hex digits',
		);
	}
	if (fetchFailure !== undefined) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`some ranges could not be fetched: ${fetchFailure}`,
		);
	}
	if (missing > 0) {
		throw new CredcheckError(
			'STORE_PARTIAL',
			`lines whose range is missing from the store: ${formatNumber(missing)}`,
			'run credcheck sync, or use --online',
		);
	}
}

const WORDS: Readonly<Record<Exclude<CheckAnswer['kind'], 'found'>, string>> = {
	not_found: 'not found',
	not_held: 'range missing',
	not_fetched: 'range not fetched',
	not_a_hash: 'not a hash',
};

/** One line typed without echo on a terminal; every line of a pipe. */
async function* inputLines(prompt: string, io: ProgramIo): AsyncGenerator<Buffer> {
	if (io.stdin.isTTY) {
		yield Buffer.from(await askWithoutEcho(prompt, io));
		return;
	}
	try {
		for await (const lines of readLines(io.stdin)) yield* lines;
	} catch (error) {
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError('INPUT', `cannot read stdin: ${messageOf(error)}`, undefined, error);
	}
}

async function askWithoutEcho(prompt: string, { stdin, stderr }: ProgramIo): Promise<string> {
	stderr.write(prompt);
	// readline echoes to its output, so discard that output.
	const discarded = new Writable({ write: (_chunk, _encoding, done) => done() });
	const reader = createInterface({ input: stdin, output: discarded, terminal: true });
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
