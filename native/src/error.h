// An error whose sentence is meant for a person, with one of the product's error codes.
#pragma once

#include <stdexcept>
#include <string>

namespace vitrine {

struct CodedError : std::runtime_error {
    CodedError(std::string code_, const std::string & message) : std::runtime_error(message), code(std::move(code_)) {}
    std::string code;
};

}  // namespace vitrine
