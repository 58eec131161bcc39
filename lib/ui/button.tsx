"use client";

import type { ButtonHTMLAttributes, ReactElement, Ref } from "react";
import { classNames } from "./class-names";
import { Icon, type IconName } from "./icons";
import { Tooltip } from "./tooltip";
import styles from "./button.module.css";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One primary a page; quiet for what sits inside other things. */
  variant?: "plain" | "primary" | "quiet" | "danger";
  size?: "m" | "s";
  icon?: IconName;
  /** Work is under way: says so to screen readers and ignores presses without losing focus. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ variant = "plain", size = "m", icon, busy = false, className, children, onClick, ...rest }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={classNames(styles.button, styles[variant], styles[size], className)}
      onClick={busy ? undefined : onClick}
      {...rest}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  /** The name of the action: read aloud, and shown on hover. */
  label: string;
  icon: IconName;
  size?: "m" | "s";
  pressed?: boolean;
  /** False where the popup of the button would cover the tooltip anyway. */
  tooltip?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, size = "m", pressed, tooltip = true, className, ...rest }: IconButtonProps): ReactElement {
  const button = (
    <button type="button" aria-label={label} aria-pressed={pressed} className={classNames(styles.button, styles.quiet, styles.icon, styles[size], className)} {...rest}>
      <Icon name={icon} />
    </button>
  );
  return tooltip ? <Tooltip content={label}>{button}</Tooltip> : button;
}
