"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";

/**
 * One cache of server data per page: nothing refetches behind the reader's back, what changes is invalidated by name. And the
 * nonce of the page's content security policy, for the style elements that interface primitives put in.
 */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }): ReactElement {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 1 } } }));
  return (
    <CSPProvider nonce={nonce}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </CSPProvider>
  );
}
