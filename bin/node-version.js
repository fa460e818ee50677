/** The versions of Node that credcheck runs on, as in `engines` of package.json. */

/**
 * @param {string} version such as `22.14.0`
 * @returns {boolean}
 */
export function runsOn(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 19);
}

/** The same versions in words. */
export const NODES_NEEDED = 'Node 20 from 20.19 on, or Node 22.2 or later';
