/** The state of a store, as JSON. */

import type { StoreStatus } from '../store/status.ts';
import type { SyncForecast } from '../sync/plan/forecast.ts';

/** What `credcheck status --json` prints on stdout. */
export interface StatusDocument extends StoreStatus {
	/** Which document this is. */
	readonly type: 'status';
	/** What a sync would do now, given the same `--max-age` and `--prefixes`. */
	readonly nextSync: SyncForecast;
}
