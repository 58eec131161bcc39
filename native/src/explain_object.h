// The options and the result of `Model.explain`, as JavaScript has them.
#pragma once

#include <napi.h>

#include "explain.h"

namespace vitrine {

/** Throws CodedError "bad-request". */
ExplainSpec explain_spec(const Napi::Object & options);
Napi::Value explain_result(Napi::Env env, const ExplainOutcome & outcome);

}  // namespace vitrine
