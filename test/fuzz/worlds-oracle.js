/** What a back-test must find, by the contract's words alone: a Map of hashes, and one row after the other. */

/**
 * @typedef {object} WorldRow
 * @property {string} id
 * @property {string} email
 * @property {string} plan
 * @property {string | undefined} hash in upper case; undefined if the row must be rejected
 * @property {string} reason why; empty if it must not
 */

/**
 * @typedef {object} World
 * @property {readonly WorldRow[]} rows
 * @property {ReadonlyMap<string, number>} counts
 * @property {ReadonlySet<string>} held prefixes
 * @property {number} minCount
 * @property {ReadonlySet<string> | undefined} breached addresses
 * @property {boolean} allowPartial
 * @property {ReadonlySet<string> | undefined} excluded ids
 * @property {number | undefined} limit
 * @property {'count' | 'input'} order
 */

const EMPTY_PASSWORD = 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709';
const TIERS = /** @type {const} */ ([
	[10_000, '10000+'],
	[1000, '1000-9999'],
	[100, '100-999'],
	[10, '10-99'],
	[2, '2-9'],
	[1, '1'],
]);
const THRESHOLDS = [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000];

/** @param {World} world */
export function expectedOf(world) {
	const { rows, counts, held, minCount, breached, allowPartial, excluded } = world;
	const checked = rows.flatMap(({ hash, ...row }, index) =>
		hash === undefined ? [] : [{ ...row, hash, row: index + 1 }],
	);
	if (rows.length > 0 && checked.length === 0) return { code: 'INPUT' };
	const known = checked.filter(({ hash }) => held.has(hash.slice(0, 5)));
	if (known.length < checked.length && !allowPartial) return { code: 'STORE_PARTIAL' };

	const seen = known.map((row) => ({ ...row, count: counts.get(row.hash) ?? 0 }));
	const matched = seen.filter(({ count }) => count >= minCount);
	const candidates = matched.map((row) => {
		const address = row.email.trim().toLowerCase();
		const asked = breached === undefined || address === '' ? 'not_checked' : undefined;
		const isBreached = asked ?? (breached?.has(address) ? 'yes' : 'no');
		return { ...row, isBreached, verdict: isBreached === 'yes' ? 'CRITICAL' : 'HIGH' };
	});
	const kept = candidates.filter(({ id }) => !excluded?.has(id));
	const listed = chosen(kept, world).map(({ row, id, verdict, isBreached, count }) => ({
		row,
		id,
		verdict,
		action: verdict === 'CRITICAL' ? 'revoke_session' : 'in_app_nudge',
		email_breached: isBreached,
		tier: tierOf(count),
	}));
	const verdicts = (/** @type {string} */ verdict) =>
		candidates.filter((row) => row.verdict === verdict).length;
	const rejected = rows.flatMap(({ reason }, index) =>
		reason === '' ? [] : [{ row: index + 1, reason }],
	);
	return {
		listed,
		rejected,
		shared: groupsOf(checked),
		figures: {
			rows: rows.length,
			checked: checked.length,
			lookedUp: known.length,
			rejectedByReason: tally(rejected.map(({ reason }) => reason)),
			matched: matched.length,
			verdicts: {
				CRITICAL: verdicts('CRITICAL'),
				HIGH: verdicts('HIGH'),
				CLEAN: known.length - matched.length,
				UNKNOWN: checked.length - known.length,
			},
			tiers: tally(matched.map(({ count }) => tierOf(count))),
			thresholds: THRESHOLDS.map((least) => seen.filter(({ count }) => count >= least).length),
			emptyPasswords: checked.filter(({ hash }) => hash === EMPTY_PASSWORD).length,
			distinctHashes: new Set(checked.map(({ hash }) => hash)).size,
			excluded: excluded === undefined ? null : candidates.length - kept.length,
			beyond: world.limit === undefined ? null : kept.length - listed.length,
			plans: cohortsOf(checked, matched),
		},
	};
}

/** @param {number} count */
function tierOf(count) {
	return /** @type {string} */ (TIERS.find(([least]) => count >= least)?.[1]);
}

/**
 * @template {{ row: number, count: number, verdict: string }} Row
 * @param {readonly Row[]} candidates
 * @param {World} world
 * @returns {Row[]} in input order
 */
function chosen(candidates, { limit, order }) {
	const rank = (/** @type {Row} */ { verdict }) => (verdict === 'CRITICAL' ? 0 : 1);
	const byWeight = candidates.toSorted(
		(a, b) => rank(a) - rank(b) || (order === 'count' ? b.count - a.count : 0) || a.row - b.row,
	);
	return byWeight.slice(0, limit ?? candidates.length).toSorted((a, b) => a.row - b.row);
}

/**
 * Accounts that share a hash: a row with the id and the hash of an earlier one is no other account.
 *
 * @param {readonly { id: string, hash: string, row: number }[]} checked
 */
function groupsOf(checked) {
	/** @type {Map<string, Map<string, number>>} */
	const groups = new Map();
	for (const { id, hash, row } of checked) {
		const group = groups.get(hash) ?? new Map();
		const account = id === '' ? `row ${row}` : `id ${id}`;
		if (!group.has(account)) group.set(account, row);
		groups.set(hash, group);
	}
	return [...groups.values()]
		.filter((group) => group.size > 1)
		.flatMap((group) => {
			const rows = [...group.values()];
			return rows.map((row) => ({ row, group: Math.min(...rows), size: rows.length }));
		})
		.toSorted((a, b) => a.row - b.row);
}

/**
 * @param {readonly { plan: string }[]} checked
 * @param {readonly { plan: string }[]} matched
 */
function cohortsOf(checked, matched) {
	const large = Object.entries(tally(checked.map(({ plan }) => plan))).filter(([, n]) => n >= 10);
	const found = tally(matched.map(({ plan }) => plan));
	return Object.fromEntries(large.map(([plan, n]) => [plan, `${found[plan] ?? 0} of ${n}`]));
}

/**
 * How often each word is there.
 *
 * @param {readonly string[]} words
 * @returns {Record<string, number>}
 */
export function tally(words) {
	/** @type {Record<string, number>} */
	const counts = {};
	for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
	return counts;
}
