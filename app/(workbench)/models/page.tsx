import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ModelsPage } from "../../_frame/models-page/models-page";

export const metadata: Metadata = { title: "Models" };

export default function Page(): ReactElement {
  return <ModelsPage />;
}
