"use client";

import { Drawer } from "@base-ui/react/drawer";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./button";
import styles from "./sheet.module.css";

export interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
}

/** A panel that rises from the lower edge; swiping down, Escape and the backdrop close it. For narrow screens. */
export function Sheet({ open, onOpenChange, title, children }: SheetProps): ReactElement {
  return (
    <Drawer.Root open={open} onOpenChange={(next) => onOpenChange(next)} swipeDirection="down">
      <Drawer.Portal>
        <Drawer.Backdrop className={styles.backdrop} />
        <Drawer.Viewport className={styles.viewport}>
          <Drawer.Popup className={styles.popup}>
            <div className={styles.grip} aria-hidden="true" />
            <div className={styles.head}>
              <Drawer.Title className={styles.title}>{title}</Drawer.Title>
              <Drawer.Close render={<IconButton label="Close" icon="close" size="s" tooltip={false} />} />
            </div>
            <Drawer.Content className={styles.content}>{children}</Drawer.Content>
          </Drawer.Popup>
        </Drawer.Viewport>
      </Drawer.Portal>
    </Drawer.Root>
  );
}
