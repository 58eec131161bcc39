import type { ReactElement, ReactNode } from "react";
import { Providers } from "../_frame/providers";
import { TopBar } from "../_frame/top-bar";

/** The private side: everything that works on this machine's models. */
export default function WorkbenchLayout({ children }: { children: ReactNode }): ReactElement {
  return (
    <Providers>
      <TopBar />
      {children}
    </Providers>
  );
}
