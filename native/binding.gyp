{
  # build.ts passes the four variables. One target is linked once for each set of libraries that node-llama-cpp ships
  # (CPU, CUDA, Vulkan: their library names differ); the objects are compiled once.
  "variables": {
    "llama_include%": "",
    "llama_libraries%": "",
    "llama_build%": "",
    "product%": "vitrine_native"
  },
  "targets": [
    {
      "target_name": "vitrine_native",
      "product_name": "<(product)",
      "sources": [
        "src/addon.cc",
        "src/attention_capture.cc",
        "src/attention_edits.cc",
        "src/attention_maps.cc",
        "src/attention_row.cc",
        "src/attention_store.cc",
        "src/capture_object.cc",
        "src/capture_set.cc",
        "src/context.cc",
        "src/contributions.cc",
        "src/divergence.cc",
        "src/edit_options.cc",
        "src/edits.cc",
        "src/evaluation.cc",
        "src/explain.cc",
        "src/explain_object.cc",
        "src/graph_parts.cc",
        "src/half.cc",
        "src/head_edits.cc",
        "src/head_means.cc",
        "src/hooks.cc",
        "src/inventory.cc",
        "src/lens.cc",
        "src/load.cc",
        "src/log.cc",
        "src/logits_capture.cc",
        "src/logits_row.cc",
        "src/model_object.cc",
        "src/operation.cc",
        "src/options.cc",
        "src/output_head.cc",
        "src/plain.cc",
        "src/probes.cc",
        "src/residual_capture.cc",
        "src/residual_edits.cc",
        "src/router_capture.cc",
        "src/router_edits.cc",
        "src/run.cc",
        "src/sampler.cc",
        "src/score.cc",
        "src/score_tree.cc",
        "src/source_values.cc",
        "src/sweep.cc",
        "src/sweep_object.cc",
        "src/unembedding.cc",
        "src/value_norms.cc",
        "src/weights_file.cc",
        "src/workers.cc"
      ],
      "include_dirs": [
        "<!@(node -p \"require('node-addon-api').include_dir\")",
        "<(llama_include)/include",
        "<(llama_include)/ggml/include"
      ],
      "defines": [
        "NAPI_VERSION=9",
        "NAPI_CPP_EXCEPTIONS",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
        "VITRINE_LLAMA_BUILD=\"<(llama_build)\""
      ],
      "libraries": ["<@(llama_libraries)"],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti"],
      "cflags_cc": ["-std=c++17", "-O3", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-psabi"],
      "xcode_settings": {
        "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "MACOSX_DEPLOYMENT_TARGET": "12.0",
        "GCC_OPTIMIZATION_LEVEL": "3"
      }
    }
  ]
}
