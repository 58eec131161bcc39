"use client";

import { useEffect, useState, type ReactElement } from "react";
import { useStored } from "@/lib/ui/stored";
import { TOUR_KEY } from "./tour-key";
import { Button, IconButton } from "@/lib/ui";
import styles from "./tour.module.css";

interface Step {
  /** `data-tour` of what the step is about. */
  target: string;
  title: string;
  text: string;
}

const steps: readonly Step[] = [
  { target: "prompt", title: "Ask", text: "Write a prompt and press Run, or press one of the examples. The model runs on this machine; nothing leaves it." },
  { target: "strip", title: "Read", text: "Every piece of text is a token, coloured by how likely the model held it. Hover to preview, click to lock one, and move with ← and →." },
  { target: "candidates", title: "Question", text: "What else could it have written? The bars show its best candidates; the sliders show what temperature and filters would make of them." },
  { target: "candidates", title: "Branch", text: "Click another candidate: the text starts anew from there as an inspection of its own, and the tree of branches leads back." },
  { target: "views", title: "Look inside", text: "For the locked token: what every attention head read, which experts it went to, what each layer would have written, and why this token won. Read from this run, not imagined." },
];

/** Five steps for a first visit; closed for good by its last step or by ×. */
export function Tour(): ReactElement | null {
  const [stored, store] = useStored(TOUR_KEY);
  const [at, setAt] = useState(0);
  const step = steps[at];
  const shown = stored === null;

  useEffect(() => {
    if (!shown || !step) return;
    const target = document.querySelector(`[data-tour="${step.target}"]`);
    if (!target) return;
    target.setAttribute("data-tour-on", "");
    if (at > 0) target.scrollIntoView({ block: "nearest" });
    return () => target.removeAttribute("data-tour-on");
  }, [shown, step, at]);

  if (!shown || !step) return null;
  const close = () => {
    store("done");
    setAt(0);
  };
  const isLast = at === steps.length - 1;
  return (
    <aside className={styles.tour} aria-label="Tour">
      <div className={styles.head}>
        <p className={styles.count}>
          {at + 1} of {steps.length}
        </p>
        <IconButton label="Close the tour for good" icon="close" size="s" tooltip={false} onClick={close} />
      </div>
      <div aria-live="polite">
        <h2 className={styles.title}>{step.title}</h2>
        <p>{step.text}</p>
      </div>
      <div className={styles.actions}>
        <Button size="s" variant="quiet" disabled={at === 0} onClick={() => setAt(at - 1)}>
          Back
        </Button>
        <Button size="s" onClick={isLast ? close : () => setAt(at + 1)}>
          {isLast ? "Done" : "Next"}
        </Button>
      </div>
    </aside>
  );
}
