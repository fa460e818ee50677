/** The errors for a store that is no longer what was written. */

import { CredcheckError } from '../../errors.ts';
import { DamagedValue } from '../values.ts';

/** @param what is not as it was written, as in `its table of checks` */
export function storeDamage(path: string, what: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'INCOMPLETE',
		`the store ${path} is damaged: ${what} is not as it was written`,
		'run credcheck verify --repair; if that fails, too, delete the file and run credcheck sync',
		cause,
	);
}

/** Whether it is an error for a damaged store, whoever found it. */
export function isStoreDamage(error: unknown): boolean {
	const isDamage = error instanceof CredcheckError && error.code === 'INCOMPLETE';
	return isDamage || error instanceof DamagedValue;
}

/**
 * Damage of the file as a whole, which no repair can mend.
 *
 * @param how a sentence, as in `its header is not that of a store`
 */
export function fileDamage(path: string, how: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'INCOMPLETE',
		`the store ${path} is damaged: ${how}`,
		'the file itself is broken: delete it and run credcheck sync again',
		cause,
	);
}

/** Whether this reads what is as it was written. */
export function isProved(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch (error) {
		if (isStoreDamage(error)) return false;
		throw error;
	}
}
