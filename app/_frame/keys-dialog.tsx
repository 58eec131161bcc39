"use client";

import { useEffect, type ReactElement } from "react";
import { Button, Dialog, IconButton, Kbd } from "@/lib/ui";
import { useStored } from "@/lib/ui/stored";
import { TOUR_KEY } from "@/app/_views/tour/tour-key";
import styles from "./top-bar.module.css";

const keys: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["←", "→"], does: "lock the token before or after" },
  { keys: ["Home", "End"], does: "lock the first or last token, while the text has the focus" },
  { keys: ["↑", "↓"], does: "the layer above or below" },
  { keys: ["[", "]"], does: "the head or expert before or after" },
  { keys: ["Esc"], does: "unlock" },
  { keys: ["Ctrl", "Enter"], does: "run, from the prompt (⌘ Enter on a Mac)" },
  { keys: ["/"], does: "search the inspections" },
  { keys: ["?"], does: "this list" },
];

/** The keys that work, and the way back to the tour. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }): ReactElement {
  const [tour, storeTour] = useStored(TOUR_KEY);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key !== "?" || target?.closest("input, textarea, [contenteditable]")) return;
      event.preventDefault();
      onOpenChange(true);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [onOpenChange]);
  return (
    <>
      <IconButton label="Keys and help (?)" icon="info" onClick={() => onOpenChange(true)} />
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Keys"
        description="Hovering previews, a click locks. What is locked stands in the address: copy it, and it reopens exactly this."
        actions={
          tour === "done" ? (
            <Button
              onClick={() => {
                onOpenChange(false);
                storeTour(null);
              }}
            >
              Show the tour again
            </Button>
          ) : null
        }
      >
        <dl className={styles.keys}>
          {keys.map(({ keys: names, does }) => (
            <div key={does} style={{ display: "contents" }}>
              <dt>
                {names.map((name) => (
                  <Kbd key={name}>{name}</Kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  );
}
