import type { Metadata } from "next";
import type { ReactElement } from "react";
import { NewAuditPage } from "../../../_frame/audits/new-audit-page";

export const metadata: Metadata = { title: "New audit" };

export default function Page(): ReactElement {
  return <NewAuditPage />;
}
