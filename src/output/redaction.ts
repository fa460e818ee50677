/** Keeping hashes out of the lists, whatever column they stand in. */

/** What a cell becomes that holds a hash. */
const REDACTED = '[hash]';

/** A cell of fewer bytes, or characters, cannot hold a hash: as base64 without its sign at the end. */
export const SHORTEST_HASH = 27;

/** The spellings of a row's own hash: digits, and base64 without the sign at its end. */
export interface OwnHash {
	readonly hex: string;
	readonly base64: string;
}

/** @param cell the row's hash, 40 hex digits of either case, perhaps with blanks around them */
export function ownHash(cell: string): OwnHash {
	const hex = cell.trim().toUpperCase();
	return { hex, base64: Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '') };
}

/** The cell, unless it holds the account's own hash, with or without something between its digits. */
export function withoutOwnHash(cell: string, { hex, base64 }: OwnHash): string {
	if (cell.length < SHORTEST_HASH) return cell;
	// As bytes in a program, each byte has a mark before it.
	const digits = cell
		.replaceAll(/\\x/gi, '')
		.replaceAll(/[^0-9A-Za-z]/g, '')
		.toUpperCase();
	// In addresses, base64 has other signs for two of its digits, or these are escaped.
	const plain = cell.replaceAll(/-|%2b/gi, '+').replaceAll(/_|%2f/gi, '/').replaceAll(/\s/g, '');
	return digits.includes(hex) || plain.includes(base64) ? REDACTED : cell;
}

/** The same for a copied cell, where 40 hex digits on their own may be the hash of another account. */
export function withoutHash(cell: string, own: OwnHash): string {
	return /(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])/.test(cell)
		? REDACTED
		: withoutOwnHash(cell, own);
}
