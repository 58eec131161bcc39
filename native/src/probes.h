// The arithmetic on one row of logits, callable from JavaScript without a model: tests compare it with direct computation.
#pragma once

#include <napi.h>

namespace vitrine {

void install_probes(Napi::Env env, Napi::Object exports);

}  // namespace vitrine
