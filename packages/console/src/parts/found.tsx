import { Box } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Note } from './note';

interface FoundProps<T> {
  readonly object: T | null | undefined;
  /** What it was looked up by: at another address it is another object. */
  readonly at: string;
  /** Drawn if it was never there. */
  readonly missing: ReactNode;
  readonly children: (object: T) => ReactNode;
}

/**
 * Draws an object that was looked up. Once it was there, it stays: somebody else who renames or deletes it takes neither
 * a form with what was typed nor a secret that is shown once.
 */
export function Found<T>({ object, at, missing, children }: FoundProps<T>) {
  const [last, setLast] = useState<{ readonly at: string; readonly object: T } | null>(null);
  const present = object ?? null;
  if (present !== null && (last?.object !== present || last.at !== at)) setLast({ at, object: present });
  const shown = present ?? (last?.at === at ? last.object : null);
  if (shown === null) return missing;
  return (
    <>
      {present === null ? (
        <Box mb="md">
          <Note kind="warn" title="It is not there any more under this name." announced>
            Somebody has renamed, replaced or deleted it. You see it as it was: copy what you need before you leave.
          </Note>
        </Box>
      ) : null}
      {children(shown)}
    </>
  );
}
