/** The manifest of a report: `files` in its summary. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes, Sha256Text } from '../../text/units.ts';
import { isReportFileName, type ReportFileName, SUMMARY } from '../report-names.ts';

/** A file of the report as it was written. */
export interface ManifestEntry {
	/** Its name in the report folder. */
	readonly name: string;
	/** Its size. */
	readonly bytes: Bytes;
	/** The SHA-256 of its content. */
	readonly sha256: Sha256Text;
}

/** By name. */
export type Manifest = ReadonlyMap<ReportFileName, ManifestEntry>;

/**
 * The manifest in a summary as parsed.
 *
 * @returns undefined if it has none, as reports of earlier versions; null if it is not one
 */
export function manifestOf(summary: unknown): Manifest | null | undefined {
	const files = (summary as { readonly files?: unknown } | null | undefined)?.files;
	if (files === undefined) return undefined;
	if (!Array.isArray(files) || !files.every(isEntry)) return null;
	const manifest = new Map(files.map((entry) => [entry.name as ReportFileName, entry]));
	return manifest.size === files.length ? manifest : null;
}

/** The names of the report in a folder, its summary included; empty if there is none that has a manifest. */
export function namedFilesIn(folder: string): ReadonlySet<string> {
	try {
		const manifest = manifestOf(JSON.parse(readFileSync(join(folder, SUMMARY), 'utf8')));
		return manifest == null ? new Set() : new Set([...manifest.keys(), SUMMARY]);
	} catch {
		return new Set();
	}
}

function isEntry(entry: unknown): entry is ManifestEntry {
	const { name, bytes, sha256 } = (entry ?? {}) as Readonly<Record<string, unknown>>;
	return (
		typeof name === 'string' &&
		isReportFileName(name) &&
		name !== SUMMARY &&
		Number.isSafeInteger(bytes) &&
		typeof sha256 === 'string' &&
		/^[0-9a-f]{64}$/.test(sha256)
	);
}
