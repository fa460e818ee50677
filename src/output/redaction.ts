/** Keeps hashes out of the lists, whichever column they appear in. */

/** Replaces a cell that contains a hash. */
export const REDACTED = '[hash]';

/** The shortest spelling of a hash, in bytes or characters: base64 without the padding. */
export const SHORTEST_HASH = 27;

/** A row's own hash as upper-case hex digits, and as base64 without the padding. */
export interface OwnHash {
	readonly hex: string;
	readonly base64: string;
}

/** @param cell the row's hash: 40 hex digits of either case, perhaps with spaces around them */
export function ownHash(cell: string): OwnHash {
	const hex = cell.trim().toUpperCase();
	return { hex, base64: Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '') };
}

/** Redacts a cell that contains the account's own hash, even with other characters between the digits. */
export function withoutOwnHash(cell: string, { hex, base64 }: OwnHash): string {
	if (cell.length < SHORTEST_HASH) return cell;
	// In source code, each byte is written with `\x` before it.
	const digits = cell
		.replaceAll(/\\x/gi, '')
		.replaceAll(/[^0-9A-Za-z]/g, '')
		.toUpperCase();
	// In URLs, two of the base64 characters are replaced or escaped.
	const plain = cell.replaceAll(/-|%2b/gi, '+').replaceAll(/_|%2f/gi, '/').replaceAll(/\s/g, '');
	return digits.includes(hex) || plain.includes(base64) ? REDACTED : cell;
}

/** Also redacts any other 40 hex digits, which may be the hash of another account. */
export function withoutHash(cell: string, own: OwnHash): string {
	return /(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])/.test(cell)
		? REDACTED
		: withoutOwnHash(cell, own);
}
