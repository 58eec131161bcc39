import type { Metadata } from "next";
import { Suspense, type ReactElement } from "react";
import { Inspector } from "../_frame/inspector/inspector";
import { ViewStateProvider } from "../_frame/view-state";

export const metadata: Metadata = { title: "Inspect" };

export default function InspectPage(): ReactElement {
  return (
    // What is shown stands in the address, which is known in the browser only.
    <Suspense fallback={<main id="content" />}>
      <ViewStateProvider>
        <Inspector />
      </ViewStateProvider>
    </Suspense>
  );
}
