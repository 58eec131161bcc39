"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement } from "react";
import { classNames } from "./class-names";
import { Icon, type IconName } from "./icons";
import styles from "./floating.module.css";

export interface MenuItem {
  label: string;
  onSelect: () => void;
  icon?: IconName;
  disabled?: boolean;
  danger?: boolean;
}

export interface MenuProps {
  /** The button that opens it; carries its own name. */
  trigger: ReactElement;
  items: (MenuItem | "separator")[];
  align?: "start" | "end";
}

export function Menu({ trigger, items, align = "end" }: MenuProps): ReactElement {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={4} collisionPadding={8}>
          <Base.Popup className={styles.menu}>
            {items.map((item, index) =>
              item === "separator" ? (
                <Base.Separator key={index} className={styles.separator} />
              ) : (
                <Base.Item key={index} className={classNames(styles.item, item.danger && styles.danger)} disabled={item.disabled ?? false} onClick={item.onSelect}>
                  {item.icon ? <Icon name={item.icon} /> : null}
                  {item.label}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
