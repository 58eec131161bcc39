"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState, type ReactElement } from "react";
import { KeysDialog } from "./keys-dialog";
import { ModelPicker } from "./model-picker";
import { ThemeToggle } from "./theme-toggle";
import styles from "./top-bar.module.css";

const pages = [
  { href: "/", label: "Inspect" },
  { href: "/compare", label: "Compare" },
  { href: "/audits", label: "Audits" },
  { href: "/reports", label: "Reports" },
  { href: "/models", label: "Models" },
] as const;

export function TopBar(): ReactElement {
  const path = usePathname();
  const isHere = (href: string): boolean => path === href || (href !== "/" && path.startsWith(`${href}/`)) || (href === "/compare" && (path === "/fidelity" || path.startsWith("/fidelity/")));
  const [keysShown, showKeys] = useState(false);
  return (
    <header className={styles.bar}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <Link href="/" className={styles.brand}>
        Vitrine
      </Link>
      <nav aria-label="Pages" className={styles.nav}>
        {pages.map(({ href, label }) => (
          <Link key={href} href={href} aria-current={isHere(href) ? "page" : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <ModelPicker />
      <span className={styles.tools}>
        <KeysDialog open={keysShown} onOpenChange={showKeys} />
        <ThemeToggle />
      </span>
    </header>
  );
}
