/** The figures of the report, as every engine that makes them prints them. */

export const THRESHOLDS = [1, 2, 5, 10, 20, 50, 100, 1_000, 10_000, 100_000];

/**
 * @param {number} rows
 * @param {number} checked rows with a hash
 * @param {number} distinctHashes
 * @param {number} sharedHashes rows whose hash others have, too
 * @param {number[]} matched rows whose hash was seen at least as often as each of `THRESHOLDS`
 */
export function printFigures(rows, checked, distinctHashes, sharedHashes, matched) {
	const thresholds = THRESHOLDS.map((minCount, index) => {
		const own = matched[index] ?? 0;
		return { minCount, matched: own, matchRate: own / checked };
	});
	const figures = { rows, checked, distinctHashes, sharedHashes, thresholds };
	process.stdout.write(`${JSON.stringify(figures)}\n`);
}
