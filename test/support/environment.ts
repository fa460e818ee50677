/** The environment for the program under test: only what it needs, with folders of its own for key and cache. */

export function plainEnvironment(): Record<string, string> {
	const { PATH = '', HOME = '', TMPDIR, CREDCHECK_TEST_CONFIG = '' } = process.env;
	const temporary = TMPDIR === undefined ? {} : { TMPDIR };
	const own = { XDG_CONFIG_HOME: CREDCHECK_TEST_CONFIG, XDG_CACHE_HOME: CREDCHECK_TEST_CONFIG };
	return { PATH, HOME, ...own, ...temporary };
}
