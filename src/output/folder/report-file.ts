/** A file of a report that is being written, in the folder of drafts. */

import { createHash } from 'node:crypto';
import { closeSync, fsync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { guarded, writeError } from './write-error.ts';

const fsyncAsync = promisify(fsync);

export class ReportFile {
	/** Where it is until it is published. */
	readonly draft: string;
	/** The header of a list, as written; empty for other files. */
	readonly head: Uint8Array;
	/** Its final path, for messages. */
	readonly #path: string;
	readonly #hash = createHash('sha256');
	#bytes = 0;
	#sha256: string | undefined;
	#descriptor: number | undefined;
	/** Whether all that was written is on disk. */
	#synced = false;

	/** Begins a file with `head`. */
	constructor(path: string, draft: string, head: Uint8Array) {
		this.#path = path;
		this.draft = draft;
		this.head = head;
		this.#descriptor = guarded(path, () => openSync(draft, 'wx', 0o600));
		if (head.length > 0) this.write(head);
	}

	write(content: string | Uint8Array): void {
		this.#synced = false;
		const bytes = typeof content === 'string' ? Buffer.from(content) : content;
		this.#hash.update(bytes);
		this.#bytes += bytes.length;
		guarded(this.#path, () => writeFileSync(this.#descriptor as number, bytes));
	}

	/** Size and SHA-256 of what was written; nothing may be written afterwards. */
	sums(): { readonly bytes: number; readonly sha256: string } {
		this.#sha256 ??= this.#hash.digest('hex');
		return { bytes: this.#bytes, sha256: this.#sha256 };
	}

	/** Flushes what was written to disk. Nothing may be written meanwhile. */
	async sync(): Promise<void> {
		if (this.#descriptor === undefined || this.#synced) return;
		await fsyncAsync(this.#descriptor).catch((error: unknown) => {
			throw writeError(this.#path, error);
		});
		this.#synced = true;
	}

	/** Flushes what `sync` has not, and closes the file; calling it again does nothing. */
	finish(): void {
		if (this.#descriptor === undefined) return;
		if (!this.#synced) guarded(this.#path, () => fsyncSync(this.#descriptor as number));
		this.close();
	}

	close(): void {
		if (this.#descriptor !== undefined) closeSync(this.#descriptor);
		this.#descriptor = undefined;
	}
}
