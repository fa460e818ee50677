/** Lines of a domain export that are no accounts, and need not be: they are no rows, but are counted. */

import type { Count } from '../../../text/units.ts';

export interface SkippedLines {
	/** Messages of the tool that made it. */
	readonly messages: Count;
	/** Kerberos keys. */
	readonly kerberosKeys: Count;
	/** Secrets of the machine, and cached logons. */
	readonly secrets: Count;
}
