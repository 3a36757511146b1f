import { Button, Group } from '@mantine/core';
import { Note } from './note';

export interface ChangedField {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

interface StaleNoticeProps {
  readonly changes: readonly ChangedField[];
  /** Takes over what the other one changed, except where something was typed here. */
  readonly onMerge: () => void;
}

/** Tells somebody who is editing that somebody else has just saved the same object, and what they changed. */
export function StaleNotice({ changes, onMerge }: StaleNoticeProps) {
  return (
    <Note kind="warn" title="Somebody else changed this while you were editing." announced>
      {changes.length === 0 ? (
        <p>No field of this form is different.</p>
      ) : (
        <ul>
          {changes.map(({ label, before, after }) => (
            <li key={label}>
              {label}: <span className="sy-mono sy-diff-before">{before === '' ? 'nothing' : before}</span> became{' '}
              <span className="sy-mono sy-diff-after">{after === '' ? 'nothing' : after}</span>
            </li>
          ))}
        </ul>
      )}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onMerge}>
          Continue with their changes
        </Button>
      </Group>
      <p>What you changed yourself stays as you typed it.</p>
    </Note>
  );
}
