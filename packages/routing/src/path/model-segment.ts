/** Where a path names the model: within one segment, which is `before` and `after` around it. */
export interface ModelSegment {
  /** The places of the segment in the path. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  /** Decoded, and never empty. */
  readonly model: string;
  readonly after: string;
}
