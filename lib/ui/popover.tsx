"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import styles from "./floating.module.css";

export interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactElement;
  title: string;
  /** Keep the title for screen readers only, where the content says it already. */
  hideTitle?: boolean;
  children: ReactNode;
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Popover({ trigger, title, hideTitle = false, children, side = "bottom", align = "start", open, onOpenChange }: PopoverProps): ReactElement {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} side={side} align={align} sideOffset={6} collisionPadding={12}>
          <Base.Popup className={styles.popover}>
            <Base.Title className={hideTitle ? styles.hidden : styles.popoverTitle}>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
