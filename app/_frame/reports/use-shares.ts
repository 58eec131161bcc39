"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { extendShare, revokeShare } from "@/lib/query/reports";

/** Every list and detail that shows a link begins with one of these. */
const shown = ["reports", "report", "shares"];

/** What can be done with links, with the last problem; whatever shows them is asked for again. */
export function useShares(): { attempt: (work: () => Promise<unknown>) => Promise<void>; extend: (id: string, days: number) => void; revoke: (id: string) => void; problem: unknown; dismiss: () => void } {
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await work();
    } catch (cause) {
      setProblem(cause);
    } finally {
      await client.invalidateQueries({ predicate: ({ queryKey: [first] }) => typeof first === "string" && shown.includes(first) });
    }
  };
  return {
    attempt,
    extend: (id, days) => void attempt(() => extendShare(id, days)),
    revoke: (id) => void attempt(() => revokeShare(id)),
    problem,
    dismiss: () => setProblem(null),
  };
}
