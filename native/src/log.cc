#include "log.h"

#include <deque>
#include <mutex>

#include "llama.h"

namespace vitrine::log {

namespace {

constexpr size_t kept_lines = 8;
std::mutex mutex;
std::deque<std::string> lines;
bool continues = false;

void keep(ggml_log_level level, const char * text, void *) {
    const std::lock_guard<std::mutex> lock(mutex);
    // A line may arrive in pieces: the later ones carry GGML_LOG_LEVEL_CONT and belong to whatever came before.
    if (level == GGML_LOG_LEVEL_CONT) {
        if (continues && !lines.empty()) lines.back() += text;
        return;
    }
    continues = level == GGML_LOG_LEVEL_WARN || level == GGML_LOG_LEVEL_ERROR;
    if (!continues) return;
    lines.emplace_back(text);
    if (lines.size() > kept_lines) lines.pop_front();
}

}  // namespace

void install() {
    llama_log_set(keep, nullptr);
}

void clear() {
    const std::lock_guard<std::mutex> lock(mutex);
    lines.clear();
    continues = false;
}

std::string reason() {
    const std::lock_guard<std::mutex> lock(mutex);
    std::string joined;
    for (const auto & line : lines) {
        std::string trimmed = line;
        while (!trimmed.empty() && (trimmed.back() == '\n' || trimmed.back() == ' ')) trimmed.pop_back();
        if (trimmed.empty()) continue;
        if (!joined.empty()) joined += "; ";
        joined += trimmed;
    }
    return joined;
}

}  // namespace vitrine::log
