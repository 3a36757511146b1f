import type { ReactNode } from 'react';

interface ScrollTableProps {
  /** What it lists: screen readers name it so. */
  readonly label: string;
  /** Below this width, in pixels, the table scrolls instead of the page. */
  readonly minWidth: number;
  readonly children: ReactNode;
}

/** A table that keeps its columns on a narrow screen, and scrolls by keyboard as well. */
export function ScrollTable({ label, minWidth, children }: ScrollTableProps) {
  return (
    <section className="sy-scroll" aria-label={label} tabIndex={0}>
      <div style={{ minWidth }}>{children}</div>
    </section>
  );
}
