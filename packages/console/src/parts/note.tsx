import type { ReactNode } from 'react';

export type StatusKind = 'ok' | 'warn' | 'fail' | 'idle';

/** A state in a word, with a dot whose form differs as well as its colour. */
export function Status({ kind, children }: { readonly kind: StatusKind; readonly children: ReactNode }) {
  return (
    <span className="sy-status" data-kind={kind}>
      {children}
    </span>
  );
}

interface NoteProps {
  readonly kind: StatusKind;
  readonly children: ReactNode;
  readonly title?: string;
  /** Whether screen readers read it as soon as it appears. */
  readonly announced?: boolean;
}

/** Something that the reader has to know where it stands. */
export function Note({ kind, title, children, announced = kind === 'fail' }: NoteProps) {
  return (
    <div className="sy-note" data-kind={kind} role={announced ? 'alert' : undefined}>
      {title === undefined ? null : <strong>{title}</strong>}
      <div>{children}</div>
    </div>
  );
}
