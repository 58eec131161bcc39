import type { Metadata } from "next";
import type { ReactElement } from "react";
import { FidelitiesPage } from "../../_frame/fidelity/fidelities-page";

export const metadata: Metadata = { title: "Files of one model" };

export default function Page(): ReactElement {
  return <FidelitiesPage />;
}
