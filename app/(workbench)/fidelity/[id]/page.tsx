import type { Metadata } from "next";
import type { ReactElement } from "react";
import { FidelityPage } from "../../../_frame/fidelity/fidelity-page";

export const metadata: Metadata = { title: "Files of one model" };

export default async function Page({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  return <FidelityPage id={(await params).id} />;
}
