// Which CPU features the rest of the program was compiled to use, as constants: no code of this file is ever run.
#if defined(__x86_64__)

// A macro that is not defined stays its own name.
static constexpr bool is_one(const char* text) { return text[0] == '1' && text[1] == '\0'; }

#define HG_TEXT(macro) #macro
#define HG_FEATURE(name, macro) is_one(HG_TEXT(macro)),
extern "C" constexpr bool halogrid_cpu_needs[] = {
#include "sims/cpu_features.inc"
};

#endif
