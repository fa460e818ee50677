/** A back-test, as JSON. */

import type { BacktestSummary } from '../report/summary.ts';

/** What `credcheck backtest --json` prints on stdout, and what is in `summary.json` in the report folder. */
export type BacktestDocument = BacktestSummary;
