/** The passwords that the search for names tries, as text. */

import { formsOfPart } from '../../src/evidence/names/name-guesses.ts';

/** All passwords that are tried for a part or, with `formsOfJoined`, for a joined form. */
export function guessesOf(name: string, forms = formsOfPart): string[] {
	return forms(name).flatMap(({ text, endings }) => endings.map((ending) => text + ending));
}
