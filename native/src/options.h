// Options as JavaScript gives them → the structs of this addon. Everything is checked here; what is wrong throws CodedError "bad-request".
#pragma once

#include <napi.h>

#include "load.h"
#include "run.h"
#include "score.h"

namespace vitrine {

LoadSpec load_spec(const Napi::Object & options);
RunSpec run_spec(const Napi::Object & options);
ScoreSpec score_spec(const Napi::Object & options);
SamplingSpec sampling_spec(const Napi::Object & options);
ContextSpec context_spec(const Napi::Object & options);
std::vector<int32_t> token_list(const Napi::Value & value);
int integer(const Napi::Object & options, const char * name, int least, int most);

/** The function at `name`, or an empty reference. */
std::shared_ptr<Napi::FunctionReference> callback(const Napi::Object & options, const char * name);

}  // namespace vitrine
