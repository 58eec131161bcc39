/** Every query key of the program, so that what is invalidated and what is asked for cannot drift apart. */
export const queryKeys = {
  status: () => ["status"] as const,
  models: () => ["models"] as const,
  tokenized: (model: string, prompt: string, mode: string) => ["tokenized", model, mode, prompt] as const,
  lists: () => ["inspections"] as const,
  list: (search: string, limit: number, offset: number) => ["inspections", { search, limit, offset }] as const,
  inspection: (id: string) => ["inspection", id] as const,
  trees: () => ["tree"] as const,
  tree: (id: string) => ["tree", id] as const,
  /** Not below `inspection`: a rename makes the detail stale, never the tensors. */
  tensor: (id: string, name: string, slice: string) => ["tensor", id, name, slice] as const,
  headMap: (id: string, layer: number, head: number) => ["head-map", id, layer, head] as const,
};
