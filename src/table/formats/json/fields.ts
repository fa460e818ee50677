/**
 * The fields of a JSON object as cells of a table. Numbers stay as they are written: as JavaScript numbers, long ids
 * would lose their last digits.
 */

/** Values deeper than this, or later in an array, are in no column. */
const MAX_DEPTH = 8;
const MAX_ELEMENTS = 10;

/** Longer paths are those of values that stand where a name should, and are in no column. */
const MAX_PATH = 1024;

/**
 * A string, even one that has no end, or else a search for it would begin anew at each quote in it; or a number. NaN and
 * Infinity are Python's.
 */
const TOKENS =
	/"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/g;

/** How MongoDB and DynamoDB export a value that has a type of its own: an object with this one key. */
const TYPED =
	/^(?:\$(?:oid|uuid|symbol|date|number(?:Int|Long|Double|Decimal)|binary|base64)|[SNB]|BOOL|NULL)$/;

/** The text of each value by its path; undefined if the text is not an object. */
export function fieldsOf(text: string): ReadonlyMap<string, string> | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text.replaceAll(TOKENS, asString));
	} catch {
		return undefined;
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const fields = new Map<string, string>();
	collect(value, '', 0, fields);
	return fields;
}

function asString(token: string): string {
	return token.startsWith('"') ? token : `"${token}"`;
}

function collect(value: unknown, path: string, depth: number, fields: Map<string, string>): void {
	if (typeof value !== 'object' || value === null) {
		fields.set(path, value === null ? '' : String(value));
		return;
	}
	if (depth === MAX_DEPTH) return;
	const entries = Object.entries(value);
	const [first] = entries;
	if (first !== undefined && isTyped(entries)) {
		collect(first[1], path, depth + 1, fields);
		return;
	}
	for (const [key, inner] of Array.isArray(value) ? entries.slice(0, MAX_ELEMENTS) : entries) {
		if (path.length + key.length > MAX_PATH) continue;
		collect(inner, path === '' ? key : `${path}.${key}`, depth + 1, fields);
	}
}

/** Whether it is `{"$oid": "…"}` or the like; the content of `$binary` has a subtype beside it. */
function isTyped(entries: readonly (readonly [string, unknown])[]): boolean {
	const names = entries.map(([key]) => key);
	if (names.length === 1) return TYPED.test(names[0] as string);
	return names.length === 2 && /^(?:\$binary \$type|base64 subType)$/.test(names.join(' '));
}
