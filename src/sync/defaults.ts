/** Defaults of a sync, in a file of their own so that a command line can be parsed without loading a sync. */

/** Ranges checked more recently than this are skipped, in milliseconds: 12 hours. */
export const DEFAULT_MAX_AGE_MS: number = 12 * 3_600_000;
/** With `ifChanged`, ranges checked longer ago than this are requested anyway: 7 days. */
export const DEFAULT_SWEEP_EVERY_MS: number = 7 * 86_400_000;
/** Requests in flight. */
export const DEFAULT_CONCURRENCY = 64;
/** Time limit for one range, retries included, in milliseconds: 2 minutes. */
export const DEFAULT_TIMEOUT_MS = 120_000;
/**
 * Ranges that `ifChanged` requests first. The chance that none of them has changed is 0.95^48 = 0.085 when
 * 5 % of all have, and 0.99^48 = 0.62 when 1 % have.
 */
export const PROBES = 48;
