/** What a Node program can import: the commands as functions that print nothing. */

export { backtest } from './backtest/backtest.ts';
export type { BacktestEvents, BacktestOptions } from './backtest/options.ts';
export type { BacktestPhase, BacktestProgress } from './backtest/progress.ts';
export type { BacktestDocument } from './documents/backtest.ts';
export type { CheckDocument } from './documents/check.ts';
export type { ErrorDocument } from './documents/error.ts';
export type { StatusDocument } from './documents/status.ts';
export type { SyncDocument } from './documents/sync.ts';
export type { VerifyDocument } from './documents/verify.ts';
export { CredcheckError, type ErrorCode, EXIT_CODES, type ExitCode } from './errors.ts';
export {
	type CheckAnswer,
	type CheckOptions,
	type HashChecker,
	openChecker,
} from './lookup/check.ts';
export { type PrefixInterval, PrefixSet, parsePrefixInterval } from './range/prefix.ts';
export { gateError } from './report/gate.ts';
export type { BacktestSummary } from './report/summary.ts';
export { readStatus, type StoreStatus } from './store/status.ts';
export type { Clock } from './sync/fetch/clock.ts';
export { type ForecastOptions, forecastSync, type SyncForecast } from './sync/plan/forecast.ts';
export type { SpaceNeed } from './sync/plan/space.ts';
export type { RangeFailure } from './sync/sweep.ts';
export { type SyncOptions, sync } from './sync/sync.ts';
export type { ProbeOutcome, SyncEvents, SyncOutcome, SyncProgress } from './sync/sync-run.ts';
export { neededPrefixes } from './table/needed-prefixes.ts';
export {
	type VerifyEvents,
	type VerifyOptions,
	type VerifyOutcome,
	verify,
} from './verify/verify.ts';
export type { Warning, WarningCode } from './warning.ts';
