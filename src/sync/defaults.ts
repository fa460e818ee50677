/** What a sync does when nobody says otherwise. Apart, so that a command line is read without loading a sync. */

/** What was checked more recently than this is left alone, in milliseconds: 12 hours. */
export const DEFAULT_MAX_AGE_MS: number = 12 * 3_600_000;
/** With `ifChanged`, what was checked longer ago than this is asked for all the same: 7 days. */
export const DEFAULT_SWEEP_EVERY_MS: number = 7 * 86_400_000;
/** Requests in flight. */
export const DEFAULT_CONCURRENCY = 64;
/** The longest one range may take in all, in milliseconds: 2 minutes. */
export const DEFAULT_TIMEOUT_MS = 120_000;
/** Ranges that `ifChanged` asks for first, spread over all: 0.95^48 is 0.085, 0.99^48 is 0.62. */
export const PROBES = 48;
