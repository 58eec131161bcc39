"use client";

import type { ReactElement } from "react";
import { Button, ErrorNotice } from "@/lib/ui";

/** The last resort for a fault in the page itself; failures of runs and requests are shown where they happen. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }): ReactElement {
  return (
    <main style={{ maxWidth: "60ch", margin: "var(--space-6) auto", padding: "0 var(--space-4)" }}>
      <ErrorNotice
        what="This page stopped working."
        why="A fault in Vitrine’s own code, not in your model. Your inspections are safe: they are files on this machine."
        todo="Try again; if it happens every time, reload the page or open another inspection."
        details={error.digest ? `${error.message}\n${error.digest}` : error.message}
        action={<Button onClick={reset}>Try again</Button>}
      />
    </main>
  );
}
