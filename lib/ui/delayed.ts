"use client";

import { useEffect, useState } from "react";

/** A value once it has stayed the same for `pause` ms; until then the one before. For text that is typed, of which not every letter is to be answered. */
export function useDelayed<Value extends string | number>(value: Value, pause: number): Value {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return delayed;
}
