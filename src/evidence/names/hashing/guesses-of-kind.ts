/** Chooses how guesses are hashed, by the kind of the table's hashes. */

import type { HashKind, HashKindName } from '../../../range/kind.ts';
import type { HashGuesses } from './hash-guesses.ts';
import { NtGuesses } from './nt-guesses.ts';
import { Sha1Guesses } from './sha1-guesses.ts';

/** Reused for every task of a thread. */
const GUESSES: Readonly<Record<HashKindName, HashGuesses>> = {
	sha1: new Sha1Guesses(),
	ntlm: new NtGuesses(),
};

export function guessesOfKind({ name }: HashKind): HashGuesses {
	return GUESSES[name];
}
