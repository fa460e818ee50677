/**
 * What a line may be instead of a password: then "not found" is no comfort. These are warnings and no more, since any
 * text may be a password.
 */

import { HASH_KINDS } from '../range/kind.ts';
import { formatNumber } from '../text/format.ts';
import type { CheckAnswer } from './check.ts';
import { hashInLine } from './hash-line.ts';

type Doubt = 'hash' | 'pair' | 'blanks';

const WARNINGS: Readonly<Record<Doubt, (lines: string) => string>> = {
	hash: (lines) => `lines that look like hashes: ${lines}; did you mean --hash?`,
	pair: (lines) =>
		`lines that look like an address with a password: ${lines}; give the password alone`,
	blanks: (lines) =>
		`lines that begin or end with a blank: ${lines}; it was taken as part of the password`,
};

/** Notes lines that may not be passwords, unless they were found. */
export class LineDoubts {
	readonly #lines = new Map<Doubt, number>();

	note(line: string, answer: CheckAnswer): void {
		if (answer.kind === 'found') return;
		const doubt = doubtOf(line);
		if (doubt !== undefined) this.#lines.set(doubt, (this.#lines.get(doubt) ?? 0) + 1);
	}

	/** One line each; they quote no line. */
	warnings(): string[] {
		return [...this.#lines].map(([doubt, lines]) => WARNINGS[doubt](formatNumber(lines)));
	}
}

function doubtOf(line: string): Doubt | undefined {
	if (HASH_KINDS.some((kind) => hashInLine(line, kind) !== undefined)) return 'hash';
	const domain = /^[^\s@:;,|]+@([^\s@:;,|]+)[:;,|\t]./.exec(line)?.[1];
	if (domain !== undefined && /.\../.test(domain)) return 'pair';
	return line.trim() === line ? undefined : 'blanks';
}

/** Whether a first line names columns, one of them of passwords: the input is a table, and its rows no passwords. */
export function isTableHeader(line: string): boolean {
	const cells = line.split(/[,;\t|]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
	if (cells.length < 2 || !cells.every((cell) => /^[\p{L}\p{N}_ .-]+$/u.test(cell))) return false;
	return cells.some((cell) => /(^|[\W_])(password|passwort|passwd|pwd|pass)$/i.test(cell));
}
