import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ExpertsPage } from "../../../_frame/experts/experts-page";

export const metadata: Metadata = { title: "Experts over texts" };

export default function Page(): ReactElement {
  return <ExpertsPage />;
}
