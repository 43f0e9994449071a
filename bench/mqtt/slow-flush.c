/* A slow disk: every fsync and fdatasync of a file whose path holds SLOW_FLUSH_MATCH takes SLOW_FLUSH_MS longer.
   Preloaded into the server by bench/mqtt/slow-flush.ts; a file named by SLOW_FLUSH_SWITCH has to exist for it to work. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void wait_if_meant(int fd) {
  const char *match = getenv("SLOW_FLUSH_MATCH"), *ms = getenv("SLOW_FLUSH_MS"), *gate = getenv("SLOW_FLUSH_SWITCH");
  char link[64], path[4096];
  if (!match || !ms || !gate || access(gate, F_OK) != 0) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return;
  path[n] = 0;
  if (!strstr(path, match)) return;
  long wait = atol(ms);
  struct timespec t = {wait / 1000, (wait % 1000) * 1000000L};
  nanosleep(&t, NULL);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  wait_if_meant(fd);
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  wait_if_meant(fd);
  return real(fd);
}
