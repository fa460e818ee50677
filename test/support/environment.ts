/** An environment for the program, without any variable that could change what it does. */

export function plainEnvironment(): Record<string, string> {
	const { PATH = '', HOME = '', TMPDIR, CREDCHECK_TEST_CONFIG = '' } = process.env;
	const temporary = TMPDIR === undefined ? {} : { TMPDIR };
	const own = { XDG_CONFIG_HOME: CREDCHECK_TEST_CONFIG, XDG_CACHE_HOME: CREDCHECK_TEST_CONFIG };
	return { PATH, HOME, ...own, ...temporary };
}
