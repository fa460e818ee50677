/** The Nodes that credcheck runs on, as `engines` in package.json has them: older ones lack what it is made of. */

/**
 * @param {string} version such as `22.14.0`
 * @returns {boolean}
 */
export function runsOn(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 19);
}

/** The same in words. */
export const NODES_NEEDED = 'Node 20 from 20.19 on, or Node 22.2 or later';
