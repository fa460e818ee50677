/**
 * Whether a cell says that an account is privileged: a word for yes, a number above zero such as `adminCount`, or a
 * list of groups with one that Windows protects.
 */

const YES = /^(?:true|t|yes|y|x|ja|oui|si|sí|wahr|vrai|privileged|admin|administrator)$/i;

/** The groups that Windows protects, whose members can take over a domain, and the one that manages its DNS. */
const GROUPS = new Set([
	'account operators',
	'administrators',
	'backup operators',
	'dnsadmins',
	'domain admins',
	'enterprise admins',
	'enterprise key admins',
	'group policy creator owners',
	'key admins',
	'print operators',
	'replicator',
	'schema admins',
	'server operators',
]);

export function isPrivilegedCell(cell: string): boolean {
	const text = cell.trim();
	if (text === '') return false;
	if (YES.test(text)) return true;
	if (/^\d+(?:\.0+)?$/.test(text)) return Number(text) > 0;
	return groupsIn(text).some((group) => GROUPS.has(group));
}

/** The groups of a list, by their names or as distinguished names, in lower case. */
function groupsIn(text: string): string[] {
	return text
		.toLowerCase()
		.split(/[;,|\n]/)
		.map((group) => withoutEnd(group.replace(/^[\s{["']*(?:cn=)?/, '')))
		.map((group) => group.slice(group.lastIndexOf('\\') + 1));
}

/** Without blanks, quotes and brackets at the end. */
function withoutEnd(text: string): string {
	let end = text.length;
	while (end > 0 && /[\s}\]"']/.test(text[end - 1] as string)) end -= 1;
	return text.slice(0, end);
}
