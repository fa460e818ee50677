/** The list of schemas, as JSON. */

/** What `credcheck schema --json` prints on stdout. */
export interface SchemasDocument {
	/** Which document this is. */
	readonly type: 'schemas';
	/** The documents that have a schema; `credcheck schema NAME` prints the schema of one. */
	readonly names: readonly string[];
}
