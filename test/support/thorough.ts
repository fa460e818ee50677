/** How much is tried: enough to notice a mistake while one works, or as much as CI has time for. */

/** `CREDCHECK_THOROUGH=1`: larger tables, and many more cases of each property. */
export const THOROUGH: boolean = process.env['CREDCHECK_THOROUGH'] === '1';

/** What fast-check itself would try. */
const USUAL_RUNS = 100;

/** How often a property is tried, when it is tried so often in CI. */
export function runs(thorough: number): number {
	return THOROUGH ? thorough : Math.min(thorough, USUAL_RUNS);
}
