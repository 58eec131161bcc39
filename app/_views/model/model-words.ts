import { bytes } from "@/lib/charts/format";
import type { ModelSummary } from "@/lib/domain/model";

type Details = NonNullable<ModelSummary["details"]>;

/** The name that people know an architecture by. llama.cpp calls V2, V3 and R1 all `deepseek2`; the router tells them apart. */
export function architectureName({ architecture, shape }: Pick<Details, "architecture" | "shape">): string {
  switch (architecture) {
    case "deepseek":
      return "DeepSeek MoE";
    case "deepseek2":
      return shape.routerGate === "sigmoid" ? "DeepSeek-V3" : "DeepSeek-V2";
    case "qwen2":
      return "Qwen2";
    case "llama":
      return "Llama";
    default:
      return architecture;
  }
}

/** "8.1 M", "15.7 B": parameters with two or three digits. */
export function parameterCount(parameters: number | null): string {
  if (parameters === null) return "size unknown";
  const [value, unit] = parameters >= 1e9 ? [parameters / 1e9, "B"] : parameters >= 1e6 ? [parameters / 1e6, "M"] : [parameters / 1e3, "k"];
  return `${value.toFixed(value < 100 ? 1 : 0)}\u2009${unit}`;
}

/** Architecture, size and quantisation on one line. */
export function modelLine(details: Details): string {
  return `${architectureName(details)} architecture · ${parameterCount(details.parameters)} · ${details.quantisation}`;
}

/** Why a model cannot be run; null when it can. */
export function whyNot(model: ModelSummary): string | null {
  if (model.problem) return model.problem.message;
  if (!model.details) return "It could not be read.";
  const { neededBytes, availableBytes, fits } = model.details.memory;
  return fits ? null : `Needs about ${bytes(neededBytes)} of memory, ${bytes(availableBytes)} are available.`;
}
