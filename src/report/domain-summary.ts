/** The figures about accounts of a Windows domain, and about who is privileged. */

import type { SkippedLines } from '../table/formats/domain/skipped-lines.ts';
import type { Count } from '../text/units.ts';

/** What was found about accounts of a domain besides whether their passwords are public. */
export interface DomainSummary {
	/** Accounts with the empty password. */
	readonly emptyPassword: Count;
	/** Accounts without an NT hash: they have no password, or none that is stored. Their rows are rejected. */
	readonly noNtHash: Count;
	/** Accounts with an LM hash, from which the password can be found whatever it is; null if the table does not tell. */
	readonly lmHash: Count | null;
	/** Accounts in `domain-findings.csv`. */
	readonly listed: Count;
	/** Lines of the export that are no accounts, and no rows either; null if the table is CSV. */
	readonly skippedLines: SkippedLines | null;
}

/** The accounts of `--privileged`. */
export interface PrivilegeSummary {
	/** Privileged accounts that were checked. */
	readonly accounts: Count;
	/** Of these, candidates. */
	readonly candidates: Count;
	/** Privileged accounts whose rows were rejected: of their passwords nothing is known. */
	readonly rejected: Count;
	/** Passwords that privileged accounts share with others. */
	readonly mixedPasswords: Count;
	/** Names of the list; null if a column says who is privileged. */
	readonly names: Count | null;
	/** Of these, names that are not in the table. */
	readonly missing: Count | null;
}
