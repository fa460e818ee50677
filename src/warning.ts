/**
 * A warning of a back-test: what somebody must know who reads its figures. All of them are known before the report is
 * written, so that each is said before the match rate: in `summary.json`, on the page and on the terminal.
 */

/** Programs go by the code: the words may change. */
export type WarningCode =
	/** More than 1 % of the rows were rejected, but no more than `--max-rejected` allows. */
	| 'rows_rejected'
	/** More rows were rejected than `--max-rejected` allows: the figures are those of a remnant. */
	| 'too_many_rejected'
	/** The table has no rows, or all are left out. */
	| 'no_rows'
	/** The last row shows that the table was cut. */
	| 'table_cut'
	/** The encoding of the table was guessed. */
	| 'encoding_guessed'
	/** The table has no header, and what its columns are was found by their content. */
	| 'header_missing'
	/** The table has no column of account ids. */
	| 'no_ids'
	/** `credential_ref` stays empty. */
	| 'no_references'
	/** The earlier report was made with other options, or its account ids are not those of the table. */
	| 'previous_differs'
	/** Account ids are empty, a word such as `NULL`, or a rounded number such as `8.97E+19`. */
	| 'ids_unusable'
	/** Most account ids are long numbers that end in zeros, as spreadsheets round them. */
	| 'ids_rounded'
	/** Account ids have the hash of their row, and are not shown. */
	| 'ids_redacted'
	/** Account ids are in several rows, but in no more than 1 % of all. */
	| 'ids_repeated'
	/** Account ids are in several rows, and in so many that the match rate depends on it. */
	| 'too_many_repeated'
	/** A few rows have no time in the column of `--changed-column` that can be read. */
	| 'times_unreadable'
	/** So many rows have no such time that the match rate depends on it. */
	| 'too_many_without_time'
	/** One hash is that of so many accounts that it may stand for no password. */
	| 'one_hash_too_often'
	/** So many accounts have the empty password that they may have none. */
	| 'empty_too_often'
	/** Ids of `--exclude`, or of the reports given there, are not in the table. */
	| 'exclusions_missing'
	/** Entries of `--exclude` are no ids. */
	| 'exclusions_unusable'
	/** None of the accounts of `--exclude` is a candidate. */
	| 'nothing_excluded'
	/** Names of `--privileged` are not in the table, or its column says yes of nobody. */
	| 'privileged'
	/** Other users can write to the report folder. */
	| 'folder_open'
	/** The lists have exact counts, by which hashes can be told. */
	| 'exact_counts'
	/** The list of `--breached-emails` has entries that are no addresses, or no address. */
	| 'breached_emails'
	/** Some email addresses or names could not be read, and were not compared. */
	| 'evidence_unreadable'
	/** No account matched, although chance would have let some. */
	| 'no_match'
	/** Fewer accounts matched than chance allows. */
	| 'few_matches'
	/** Common passwords are in the table, but hashed in another way than in the store. */
	| 'hashed_otherwise'
	/** No account matched, and a column is named as if it had salts. */
	| 'salt_column'
	/** Not one account could be looked up: the store lacks all their ranges. */
	| 'nothing_looked_up'
	/** More than half of the accounts could not be looked up. */
	| 'partly_looked_up'
	/** The store has not been brought up to date for long. */
	| 'store_old';

/** Codes of the warnings that put the match rate itself in doubt. */
const DOUBTS: readonly WarningCode[] = [
	'too_many_rejected',
	'too_many_repeated',
	'too_many_without_time',
	'one_hash_too_often',
	'empty_too_often',
	'hashed_otherwise',
	'no_match',
	'few_matches',
	'salt_column',
	'nothing_looked_up',
	'no_rows',
	'table_cut',
];

export interface Warning {
	/** What it is about. */
	readonly code: WarningCode;
	/** Whether the match rate is in doubt: `--fail-over` then does not pass. */
	readonly doubt: boolean;
	/** What is wrong, in one line; without names of the table if it is a doubt, since alerts repeat it. */
	readonly message: string;
	/** What it may be and what to do, one line each. */
	readonly hints: readonly string[];
}

export function makeWarning(
	code: WarningCode,
	message: string,
	hints: readonly string[] = [],
): Warning {
	return { code, doubt: DOUBTS.includes(code), message, hints };
}

/** A warning as one line. */
export function warningLine({ message, hints }: Warning): string {
	return [message, ...hints].join('; ');
}
