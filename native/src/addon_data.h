// What belongs to one JavaScript environment.
#pragma once

#include <napi.h>

namespace vitrine {

struct AddonData {
    Napi::FunctionReference capture_class, model_class;
};

}  // namespace vitrine
