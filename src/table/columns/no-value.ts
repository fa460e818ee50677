/** Words in place of a value that is not there, as databases, languages and spreadsheets export them. */

/** A part of a regular expression, for whole cells in any case. */
export const NO_VALUE: string = [
	String.raw`\\+n`,
	String.raw`[([<{]?(?:null|none|nil|nan|undefined)[)\]>}]?`,
	'#?n/a',
	'-+',
].join('|');
