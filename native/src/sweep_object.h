// A sweep's options and result as JavaScript has them.
#pragma once

#include <napi.h>

#include "sweep.h"

namespace vitrine {

/** Throws CodedError "bad-request". */
SweepSpec sweep_spec(const Napi::Object & options);
/** `asked`: how many ids were asked for. */
Napi::Value sweep_result(Napi::Env env, const SweepOutcome & outcome, size_t asked);

}  // namespace vitrine
