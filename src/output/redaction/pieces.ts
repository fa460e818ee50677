/** Divides what is long, so that the time of a search grows no faster than the length, and its memory not at all. */

/** In bytes. */
const PIECE = 8192;
/** Of each two: more than a hash has in any of its common writings. */
const SHARED = 1024;

/** Whether any piece of the cell is what is searched for. */
export function somePiece(cell: Buffer, isFound: (piece: Buffer) => boolean): boolean {
	if (cell.length <= PIECE) return isFound(cell);
	for (let from = 0; from + SHARED < cell.length; from += PIECE - SHARED) {
		if (isFound(cell.subarray(from, from + PIECE))) return true;
	}
	return false;
}
