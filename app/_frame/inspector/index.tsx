"use client";

import { Suspense, type ReactElement } from "react";
import { useHydrated } from "@/app/_frame/hydrated";
import { ViewStateProvider } from "@/app/_frame/view-state";
import { Inspector } from "./inspector";
import { InspectorOutline } from "./skeleton";

/** The main page. What it shows stands in the address and in this browser, so the server sends its outline only. */
export function InspectorPage(): ReactElement {
  const hydrated = useHydrated();
  if (!hydrated) return <InspectorOutline />;
  return (
    <Suspense fallback={<InspectorOutline />}>
      <ViewStateProvider>
        <Inspector />
      </ViewStateProvider>
    </Suspense>
  );
}
