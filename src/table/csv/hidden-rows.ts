/**
 * Tells a line that cannot be read from several rows whose lines end with CR alone: such a file may be half of a table
 * that was appended to another, and one rejected row then stands for all of its accounts.
 */

const CR = '\r';

/** Bytes that are looked at: enough for some rows. */
const SAMPLE_BYTES = 64 * 1024;

/** Hex digits, perhaps separated, or base64: something as long as a hash. */
const HASH_LIKE = /(?:[0-9a-f]{2}[-: ]?){16}|[a-z0-9+/]{22}/i;

/** @param line of a row that was rejected, with or without its line end */
export function hasHiddenRows(line: Buffer): boolean {
	const sample = line.subarray(0, SAMPLE_BYTES);
	const first = sample.indexOf(CR);
	// That of a CRLF is none of these.
	if (first < 0 || first >= line.length - 2) return false;
	let rows = 0;
	for (const piece of sample.toString('latin1').split(CR)) {
		if (HASH_LIKE.test(piece)) rows += 1;
		if (rows === 2) return true;
	}
	return false;
}
