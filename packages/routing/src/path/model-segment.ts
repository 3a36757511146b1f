/** Where a path names the model: within one segment, between `before` and `after`. */
export interface ModelSegment {
  /** Offsets of the segment in the path. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  /** Decoded, and never empty. */
  readonly model: string;
  readonly after: string;
}
