/**
 * Which columns tell what an account of a Windows domain is. Only names that say so beyond doubt count: a column
 * `enabled` of some other table may mean anything.
 */

import { type HashKind, NTLM } from '../../range/kind.ts';
import { firstOf } from './header/header.ts';
import { SAM_NAMES } from './header/known-names.ts';

/** Indexes into a row; undefined for what the table does not have. */
export interface DomainColumns {
	/** The sAMAccountName. */
	readonly user: number;
	readonly domain: number | undefined;
	readonly lmHash: number | undefined;
	/** Says `Enabled` or `Disabled`. */
	readonly status: number | undefined;
	/** Says `True` or `False`. */
	readonly enabled: number | undefined;
	readonly userAccountControl: number | undefined;
	/** Is not empty in rows of former passwords. */
	readonly history: number | undefined;
}

const ENABLED_NAMES = ['enabled', 'account_enabled', 'is_enabled'];
const CONTROL_NAMES = ['useraccountcontrol', 'user_account_control'];
const LM_NAMES = ['lm_hash', 'lmhash', 'lm'];
export const DOMAIN_NAMES: readonly string[] = ['domain', 'domain_name', 'netbios_domain'];

/**
 * Undefined if the table is none of accounts of a domain.
 *
 * @param isExport whether the columns are those of a domain export, as it is converted
 */
export function findDomainColumns(
	header: readonly string[],
	kind: HashKind,
	hash: number,
	isExport: boolean,
): DomainColumns | undefined {
	if (kind.name !== NTLM.name) return undefined;
	const find = (names: readonly string[]) => firstOf(header, names, hash);
	const own = (name: string) => (isExport ? header.indexOf(name) : undefined);
	const user = own('user') ?? find(SAM_NAMES);
	if (user === undefined) return undefined;
	return {
		user,
		domain: find(DOMAIN_NAMES),
		lmHash: find(LM_NAMES),
		status: own('status'),
		enabled: find(ENABLED_NAMES),
		userAccountControl: find(CONTROL_NAMES),
		history: own('history'),
	};
}
