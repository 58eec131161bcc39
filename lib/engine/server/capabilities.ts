import type { Capability, ModelCapabilities, ModelShape } from "@/lib/domain/model";
import type { NodeInventory } from "@/native/index";

const available: Capability = { available: true };
const missing = (reason: string): Capability => ({ available: false, reason });

const noAttention = missing("This model has no attention weights to record: its layers mix tokens in another way.");
const noExperts = missing("This is a dense model: every token goes through the same feed-forward layers, so there is no routing to record.");
const noResidual = missing("This model's graph does not name its residual stream.");

/** What the metadata promise, before the model has been loaded. */
export function predictCapabilities(shape: ModelShape): ModelCapabilities {
  return {
    attention: shape.heads > 0 ? available : noAttention,
    router: shape.experts > 0 ? available : noExperts,
    residual: available,
    logits: available,
  };
}

/** What the graph has, from a one-token evaluation. */
export function learnCapabilities(nodes: NodeInventory, shape: ModelShape): ModelCapabilities {
  const has = (name: string): boolean => (nodes[name]?.length ?? 0) > 0;
  const routerNodes = ["ffn_moe_topk", "ffn_moe_probs", "ffn_moe_weights"];
  const router = routerNodes.every(has)
    ? available
    : shape.experts > 0
      ? missing("This model has experts, but its graph does not show how they are chosen.")
      : noExperts;
  return {
    attention: has("kq_soft_max") ? available : noAttention,
    router,
    residual: has("l_out") ? available : noResidual,
    logits: available,
  };
}
