"use client";

import type { ReactElement } from "react";
import { useTheme } from "@/lib/charts/theme";
import { IconButton } from "@/lib/ui";
import { useStored } from "@/lib/ui/stored";

/** Light or dark, for good; until it is pressed the system's preference holds. */
export function ThemeToggle(): ReactElement {
  const [, store] = useStored("vitrine.theme");
  const dark = useTheme() === "dark";
  return (
    <IconButton
      label={dark ? "Light theme" : "Dark theme"}
      icon={dark ? "sun" : "moon"}
      onClick={() => {
        const next = dark ? "light" : "dark";
        document.documentElement.dataset["theme"] = next;
        store(next);
      }}
    />
  );
}
