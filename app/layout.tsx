import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactElement, ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Vitrine", template: "%s · Vitrine" },
  description: "See inside a local DeepSeek model: token probabilities, attention and expert routing, measured on the real run.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#141413" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    // theme.js may set data-theme before React takes over.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* The browser hides the nonce from scripts, so React finds another value than it sent. */}
        <script src="/theme.js" nonce={nonce} suppressHydrationWarning />
      </head>
      <body>{children}</body>
    </html>
  );
}
