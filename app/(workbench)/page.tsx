import type { Metadata } from "next";
import type { ReactElement } from "react";
import { InspectorPage } from "../_frame/inspector";

export const metadata: Metadata = { title: "Inspect" };

export default function Page(): ReactElement {
  return <InspectorPage />;
}
