// What llama.cpp logs is kept, not printed: when it fails, its last lines say why.
#pragma once

#include <string>

namespace vitrine::log {

/** Takes over llama.cpp's logger. Called once; node-llama-cpp has set its own before. */
void install();

/** Forgets what was kept, so that a later `reason` speaks of one operation only. */
void clear();

/** The last warnings and errors since `clear`, joined; empty when there were none. */
std::string reason();

}  // namespace vitrine::log
