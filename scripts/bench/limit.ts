/** Something that must not take longer than a given time, without a yardstick beside it. */
export interface Limit {
  name: string;
  model: string;
  /** Milliseconds, in order of measurement. */
  values: number[];
  /** Whether the middle or the worst of the values counts. */
  judge: "median" | "worst";
  target: number;
  /** `true`: below the target; `false`: at most the target. */
  strict: boolean;
}
