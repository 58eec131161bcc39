import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { EmptyState } from "@/lib/ui";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound(): ReactElement {
  return (
    <main>
      <h1 style={{ position: "absolute", clipPath: "inset(50%)" }}>Not found</h1>
      <EmptyState title="There is nothing at this address" action={<Link href="/">Go to the inspector</Link>}>
        The link may be mistyped, or it belongs to another version of Vitrine.
      </EmptyState>
    </main>
  );
}
