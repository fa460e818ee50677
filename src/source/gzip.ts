/** Recognizes gzip by its first bytes, whatever the file is called. */

import type { FileHandle } from 'node:fs/promises';

export async function isGzip(file: FileHandle): Promise<boolean> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
	return isGzipped(buffer.subarray(0, bytesRead));
}

/** @param head the content, or as much of it as is known */
export function isGzipped(head: Uint8Array): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}
