// Says at start that the program was built for another CPU, before any code that this one cannot run: exit status 2 and a
// sentence instead of "Illegal instruction". Compiled for every CPU of the kind, and free of inline functions that might be
// compiled otherwise.
#if defined(__x86_64__)
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One for each line of cpu_features.inc.
extern "C" const bool halogrid_cpu_needs[];

static void say(const char* text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) return;
}

// One rank speaks for all.
static bool speaks() {
  const char* const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"};
  for (const char* name : names)
    if (const char* rank = getenv(name)) return strcmp(rank, "0") == 0;
  return true;
}

static void add(char* list, size_t size, const char* word) {
  if (strlen(list) + strlen(word) + 2 > size) return;
  strcat(list, " ");
  strcat(list, word);
}

// Ahead of every other constructor of the program and of what is linked into it.
__attribute__((constructor(101))) static void check_cpu() {
  __builtin_cpu_init();
  char missing[512] = "";
  const bool* needed = halogrid_cpu_needs;
#define HG_FEATURE(name, macro) \
  if (*needed++ && !__builtin_cpu_supports(name)) add(missing, sizeof(missing), name);
#include "sims/cpu_features.inc"
  if (missing[0] == '\0') return;
  if (speaks()) {
    say("error: this halogrid was built for another CPU; this one lacks");
    say(missing);
    say("\nhint: build it on this machine with ./dev build, or once for all machines with ./dev build --portable\n");
  }
  _exit(2);
}

#endif
