import type { Metadata } from "next";
import type { ReactElement } from "react";
import { CompareExpertsPage } from "../../../../_frame/experts/compare-page";

export const metadata: Metadata = { title: "Compare experts" };

export default function Page(): ReactElement {
  return <CompareExpertsPage />;
}
