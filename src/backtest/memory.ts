/** How much memory a back-test may take when nobody says. */

import { totalmem } from 'node:os';

/** More brings little: 38 million accounts fit, and those of larger tables are taken in turn. */
const MAX_BYTES = 1.25 * 1024 ** 3;

/** Bytes: an eighth of what this process may have, 1.25 GiB at most. */
export function defaultMemory(): number {
	// What a container allows; 0 when nothing limits it.
	const allowed = process.constrainedMemory();
	const available = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
	return Math.min(MAX_BYTES, Math.floor(available / 8));
}
