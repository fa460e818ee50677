/** What a back-test reads beside the table and the store. */

import { resolve, sep } from 'node:path';
import { CredcheckError, systemCode } from '../errors.ts';
import { nameOfKey } from '../history/credential-ref.ts';
import { type Exclusions, readExclusions } from '../history/exclusions.ts';
import { type PreviousReport, readPrevious } from '../history/previous.ts';
import { readRefKey } from '../history/ref-key.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestEvents, BacktestOptions } from './options.ts';

export interface BacktestInputs {
	/** The key of credential references, and what tells it from others. */
	readonly refKey: { readonly key: Buffer; readonly name: string } | undefined;
	readonly previous: PreviousReport | undefined;
	readonly exclusions: Exclusions | undefined;
}

/** @throws CredcheckError INPUT, OUTPUT or USAGE when one of them cannot be read, or is of no use with this table */
export async function readInputs(
	table: AccountsTable,
	options: BacktestOptions,
	events: BacktestEvents,
): Promise<BacktestInputs> {
	const refKey = keyFor(table, options, events);
	const { previous, exclude, signal } = options;
	return {
		refKey,
		previous:
			previous === undefined ? undefined : await readEarlier(previous, refKey, options, events),
		exclusions:
			exclude === undefined ? undefined : await readExcluded(exclude, table, refKey, signal),
	};
}

/** Without ids there is nobody to refer to. */
function keyFor(
	{ columns }: AccountsTable,
	options: BacktestOptions,
	events: BacktestEvents,
): BacktestInputs['refKey'] {
	const { refKey, out } = options;
	if (refKey === undefined || columns.id === undefined) return undefined;
	if (resolve(refKey).startsWith(resolve(out) + sep)) {
		throw new CredcheckError(
			'USAGE',
			'the key of credential_ref must not be in the report folder',
			'whoever has both can try hashes against the references',
		);
	}
	const key = keyAt(refKey, options, events);
	return key === undefined ? undefined : { key, name: nameOfKey(key) };
}

/** A service without a home of its own still gets its report, if nobody asked for references. */
function keyAt(
	path: string,
	{ refKeyIsDefault, previous, exclude }: BacktestOptions,
	events: BacktestEvents,
): Buffer | undefined {
	try {
		// An earlier report was made with a key that exists.
		return readRefKey(path, previous === undefined);
	} catch (error) {
		const isAsked = refKeyIsDefault !== true || previous !== undefined || exclude !== undefined;
		const isPlace = error instanceof CredcheckError && systemCode(error.cause) !== undefined;
		if (isAsked || !isPlace) throw error;
		events.onWarning?.(`${error.message}; credential_ref stays empty. ${error.hint}`);
		return undefined;
	}
}

async function readEarlier(
	folder: string,
	refKey: BacktestInputs['refKey'],
	{ minCount = 1, names = false }: BacktestOptions,
	events: BacktestEvents,
): Promise<PreviousReport> {
	if (refKey === undefined) throw withoutIds('--previous');
	const previous = await readPrevious(folder, refKey.name);
	if (previous.names !== names) {
		const how = previous.names ? 'with' : 'without';
		events.onWarning?.(`the report ${folder} was made ${how} --names`);
	}
	if (previous.minCount !== minCount) {
		events.onWarning?.(`the report ${folder} was made with --min-count ${previous.minCount}`);
	}
	return previous;
}

async function readExcluded(
	paths: readonly string[],
	{ columns }: AccountsTable,
	refKey: BacktestInputs['refKey'],
	signal: AbortSignal | undefined,
): Promise<Exclusions> {
	if (columns.id === undefined) throw withoutIds('--exclude');
	return await readExclusions(paths, refKey?.name, signal);
}

function withoutIds(flag: string): CredcheckError {
	return new CredcheckError(
		'INPUT',
		`${flag} needs a column with account ids, and the table has none`,
		'name it with --id-column',
	);
}
