/** Recognizes gzip by its first bytes, whatever the file is called. */

import type { FileHandle } from 'node:fs/promises';

export async function isGzip(file: FileHandle): Promise<boolean> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
	return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}
