import { headers } from "next/headers";
import type { ReactElement, ReactNode } from "react";
import { Providers } from "../_frame/providers";
import { TopBar } from "../_frame/top-bar";

/** The private side: everything that works on this machine's models. */
export default async function WorkbenchLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <Providers nonce={nonce}>
      <TopBar />
      {children}
    </Providers>
  );
}
