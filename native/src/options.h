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
/** Absent: empty. */
std::vector<Napi::Value> array(const Napi::Object & options, const char * name);
std::vector<Edit> edit_list(const Napi::Array & values);
/** `edits` and `meanTokens` of a text that is evaluated with them. */
struct EditsSpec {
    std::vector<Edit> edits;
    int mean_tokens = 0;
};
EditsSpec edits_spec(const Napi::Object & options);
std::vector<int32_t> token_list(const Napi::Value & value);
double number(const Napi::Object & options, const char * name, double least, double most);
int integer(const Napi::Object & options, const char * name, int least, int most);
std::string text(const Napi::Object & options, const char * name);

/** The function at `name`, or an empty reference. */
std::shared_ptr<Napi::FunctionReference> callback(const Napi::Object & options, const char * name);

}  // namespace vitrine
