/** A back-test, as JSON. */

import type { BacktestSummary } from '../report/summary.ts';

/** What `credcheck backtest --json` prints on stdout, and `summary.json` in the report folder holds. */
export type BacktestDocument = BacktestSummary;
