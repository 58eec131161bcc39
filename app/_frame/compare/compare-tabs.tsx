"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactElement } from "react";
import styles from "./compare-tabs.module.css";

const pages = [
  { href: "/compare", label: "Inspections" },
  { href: "/fidelity", label: "Files of one model" },
] as const;

/** The two things that are laid side by side: runs, and quantisations. */
export function CompareTabs(): ReactElement {
  const path = usePathname();
  return (
    <nav aria-label="What is compared" className={styles.tabs}>
      {pages.map(({ href, label }) => (
        <Link key={href} href={href} aria-current={path === href || path.startsWith(`${href}/`) ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
