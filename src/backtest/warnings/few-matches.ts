/** The words for a table of which fewer accounts match than chance allows, or whose hashes are of another making. */

import { isBelowChance } from '../../doubts/chance.ts';
import { HASH_OF } from '../../doubts/hashings.ts';
import type { ProbeFound } from '../../doubts/probe.ts';
import { typedPercent } from '../../report/match-rate.ts';
import type { BacktestSummary } from '../../report/summary.ts';
import { quoted } from '../../table/columns/header/header.ts';
import { formatNumber as count, many } from '../../text/format.ts';
import { makeWarning, type Warning, type WarningCode } from '../../warning.ts';

/** Among so many accounts some have the same password, so that hashes without a pair are salted. */
const SURELY_SHARED = 500;

type Figures = Pick<BacktestSummary, 'input' | 'expectedRate' | 'sharedHashes' | 'store'>;

/**
 * @param matched accounts whose hash is in the store, whatever its count
 * @param found undefined if the table was not probed, since enough accounts match
 * @returns undefined if there is nothing to ask
 */
export function fewMatchesWarning(
	figures: Figures,
	matched: number,
	found: ProbeFound | undefined,
): Warning | undefined {
	if (found === undefined) return undefined;
	const { input, expectedRate } = figures;
	const isFew = isBelowChance(matched, input.lookedUp, expectedRate * 100);
	const isProven = found.hashings.length > 0;
	const isNamed = matched === 0 && found.saltNames.length > 0;
	if (!isFew && !isProven && !isNamed) return undefined;
	const [first, ...others] = found.hashings.map(
		({ accounts, what }) => [accounts, `${accounts === 1 ? 'has' : 'have'} ${what}`] as const,
	);
	const parts = [
		first && `${count(first[0])} of ${many(input.checked, 'account')} ${first[1]}`,
		...others.map(([accounts, haveWhat]) => `${count(accounts)} ${haveWhat}`),
		matchesInWords(input, matched),
		isFew ? `in any population at least ${typedPercent(expectedRate)} % do` : undefined,
		isNamed && !isProven ? 'a column is named as if it had salts' : undefined,
	];
	const hints = isProven ? proven(figures, found) : asked(figures, found, isFew);
	const message = parts.filter((part) => part !== undefined).join('; ');
	return makeWarning(codeOf(isProven, isFew, matched), message, hints);
}

function codeOf(isProven: boolean, isFew: boolean, matched: number): WarningCode {
	if (isProven) return 'hashed_otherwise';
	if (!isFew) return 'salt_column';
	return matched === 0 ? 'no_match' : 'few_matches';
}

/** Undefined if no account could be looked up, of which there is a warning of its own. */
function matchesInWords({ lookedUp }: Figures['input'], matched: number): string | undefined {
	if (lookedUp === 0) return undefined;
	return matched === 0
		? `not one of ${many(lookedUp, 'account')} matched`
		: `only ${count(matched)} of ${many(lookedUp, 'account')} matched`;
}

/** What it means that hashes were made in another way. */
function proven(figures: Figures, { salts, hashings }: ProbeFound): string[] {
	const hints = [
		`the store has the ${hashOf(figures)} of each password alone, as it is typed: hashes made otherwise do not match, so the match rate says nothing about them`,
	];
	if (salts.length > 0) {
		// An empty password with a salt has the hash of the salt alone.
		const isAlone = !hashings.some(({ hashing }) => hashing === 'salted');
		hints.push(
			isAlone
				? `hashed alone, without a password: ${namesOf(salts)}; name the column with the passwords' hashes with --hash-column`
				: `hashed together with the password: ${namesOf(salts)}`,
		);
	}
	return hints;
}

/** What the reason may be, as far as the table tells. */
function asked(figures: Figures, found: ProbeFound, isFew: boolean): string[] {
	const { sharedHashes, input } = figures;
	const hints = [`are these hashes the unsalted ${hashOf(figures)} of each password alone?`];
	if (found.saltNames.length > 0) {
		hints.push(`salted hashes do not match; salts may be in ${namesOf(found.saltNames)}`);
	}
	if (found.plain > 0) {
		hints.push(
			`${count(found.plain)} of them are, of a common password: the store may lack what it should have`,
		);
	} else if (isFew) {
		hints.push(
			`none is that of a common password, nor of one in UTF-16, with a line end, in upper case, in base64 or hashed twice${
				sharedHashes === 0 && input.checked >= SURELY_SHARED
					? '; no two accounts have the same hash, as if each had a salt of its own'
					: '; it may be a salt, or a pepper: a secret that is hashed with each password'
			}`,
		);
	}
	if (found.hashColumns.length > 0) {
		hints.push(
			`with --hash-column another column can be tried: ${namesOf(found.hashColumns)} ${found.hashColumns.length === 1 ? 'has' : 'have'} such hashes`,
		);
	}
	if (isFew) {
		hints.push('if public passwords are kept out of these accounts, say --expected-rate 0');
	}
	return hints;
}

/** Columns by name, as far as these can be shown. */
function namesOf(columns: readonly string[]): string {
	const names = columns.slice(0, 5).map(quoted);
	return `the column${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}

function hashOf({ store }: Figures): string {
	return HASH_OF[store.algorithm];
}
