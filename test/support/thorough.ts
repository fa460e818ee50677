/** How thoroughly to test: enough while developing, or as much as CI has time for. */

/** `CREDCHECK_THOROUGH=1`: larger tables, and many more cases of each property. */
export const THOROUGH: boolean = process.env['CREDCHECK_THOROUGH'] === '1';

/** The default of fast-check. */
const USUAL_RUNS = 100;

/** How often to try a property that CI tries `thorough` times. */
export function runs(thorough: number): number {
	return THOROUGH ? thorough : Math.min(thorough, USUAL_RUNS);
}
