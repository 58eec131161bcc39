// Reads the residual stream after each layer (`l_out`).
#pragma once

#include <map>
#include <vector>

#include "hooks.h"
#include "inventory.h"
#include "row_store.h"
#include "tensor_source.h"

namespace vitrine {

class ResidualCapture {
public:
    explicit ResidualCapture(const Inventory & inventory);

    void attach(NodeHooks & hooks);
    void begin(int first_row, int row_count) { first = first_row, rows = row_count; }

    size_t bytes() const;
    std::vector<TensorSource> tensors(int tokens) const;

private:
    void read(RowStore<float> & store, const ggml_tensor * tensor);

    std::map<int, RowStore<float>> layers;
    int first = 0, rows = 0;
    std::vector<uint8_t> staging;
};

}  // namespace vitrine
