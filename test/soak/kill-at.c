/*
 * Preloaded into a run of credcheck: counts the system calls that change a folder or flush to disk, and kills the
 * process just before one of them, lets one fail, or slows them down.
 *
 *     KILL_UNDER  calls count if they name a path below this one, or a file that was opened by such a path
 *     KILL_AT     before which call to kill, from 1; 0 for none
 *     FAIL_AT     which call is to fail instead, from 1
 *     FAIL_WITH   the number of its error
 *     FAIL_ALL    if set, all later calls fail as well
 *     KILL_COUNT  a file to write the name of each call to
 *     SLOW_US     microseconds to wait before each call that changes names
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096

static atomic_int calls;
static atomic_char known[MOST_FILES];
static int log_file = -1;

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

static int is_under(const char *path) {
	const char *under = getenv("KILL_UNDER");
	return under != NULL && path != NULL && strncmp(path, under, strlen(under)) == 0;
}

static int is_known(int file) { return file >= 0 && file < MOST_FILES && known[file]; }

/* Whether the call is to fail. */
static int count(const char *name, const char *path) {
	const char *at = getenv("KILL_AT");
	int call = atomic_fetch_add(&calls, 1) + 1;
	if (at != NULL && atoi(at) == call) {
		kill(getpid(), SIGKILL);
		// The first process of a container is spared by its own signals.
		_exit(128 + SIGKILL);
	}
	const char *fail = getenv("FAIL_AT");
	if (fail != NULL && (atoi(fail) == call || (getenv("FAIL_ALL") != NULL && atoi(fail) < call))) {
		errno = atoi(getenv("FAIL_WITH"));
		return 1;
	}
	const char *to = getenv("KILL_COUNT");
	if (to == NULL) return 0;
	if (log_file < 0) log_file = REAL(open)(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	char line[PATH_MAX + 64];
	int length = snprintf(line, sizeof line, "%d %s %s\n", call, name, path);
	if (REAL(write)(log_file, line, length) < 0) abort();
	return 0;
}

static int count_change(const char *name, const char *path) {
	const char *slow = getenv("SLOW_US");
	if (slow != NULL) usleep(atoi(slow));
	return count(name, path);
}

#define CHANGE(name, ...)                                                            \
	if (is_under(path) && count_change(#name, path)) return -1;                                               \
	return REAL(name)(__VA_ARGS__)

int mkdir(const char *path, mode_t mode) { CHANGE(mkdir, path, mode); }
int rmdir(const char *path) { CHANGE(rmdir, path); }
int unlink(const char *path) { CHANGE(unlink, path); }
int chmod(const char *path, mode_t mode) { CHANGE(chmod, path, mode); }
int symlink(const char *target, const char *path) { CHANGE(symlink, target, path); }

int rename(const char *from, const char *path) { CHANGE(rename, from, path); }
int link(const char *from, const char *path) { CHANGE(link, from, path); }

static int opened(int file, const char *path) {
	if (file >= 0 && file < MOST_FILES) known[file] = is_under(path);
	return file;
}

#define OPEN(name)                                                                                \
	int name(const char *path, int flags, ...) {                                                 \
		va_list list;                                                                            \
		va_start(list, flags);                                                                   \
		mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;                  \
		va_end(list);                                                                            \
		if (is_under(path) && (flags & O_CREAT) && count_change(#name, path)) return -1;                      \
		return opened(REAL(name)(path, flags, mode), path);                                      \
	}
OPEN(open)
OPEN(open64)

int close(int file) {
	if (file >= 0 && file < MOST_FILES) known[file] = 0;
	return REAL(close)(file);
}

#define OF_FILE(name, ...)                                                                        \
	if (is_known(file) && count(#name, "")) return -1;                                                        \
	return REAL(name)(__VA_ARGS__)

ssize_t write(int file, const void *bytes, size_t size) { OF_FILE(write, file, bytes, size); }
ssize_t writev(int file, const struct iovec *parts, int most) { OF_FILE(writev, file, parts, most); }
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) { OF_FILE(pwrite, file, bytes, size, at); }
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) { OF_FILE(pwrite64, file, bytes, size, at); }
int fsync(int file) { OF_FILE(fsync, file); }
int fdatasync(int file) { OF_FILE(fdatasync, file); }
int ftruncate(int file, off_t size) { OF_FILE(ftruncate, file, size); }
int ftruncate64(int file, off64_t size) { OF_FILE(ftruncate64, file, size); }
