import { Stack } from '@mantine/core';
import { Differences } from './differences';
import { Note, Status, type StatusKind } from './note';
import { words } from './wording';

interface Item {
  readonly id: string;
  readonly action: string;
  readonly kind: string;
  readonly path: readonly string[];
  readonly differences: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
}

const ACTIONS: Record<string, StatusKind> = { CREATE: 'ok', UPDATE: 'warn', DELETE: 'fail' };

/** What happens to each object, field by field. */
export function PlanItems({ items }: { readonly items: readonly Item[] }) {
  return (
    <Stack gap="xs">
      {items.map(({ id, action, kind, path, differences }) => (
        <div key={id}>
          <Status kind={ACTIONS[action] ?? 'idle'}>{words(action)}</Status> {words(kind)}{' '}
          <span className="sy-mono">{path.join(' / ')}</span>
          <Differences differences={differences} isCreated={action === 'CREATE'} />
        </div>
      ))}
    </Stack>
  );
}

export function PlanWarnings({
  warnings,
}: {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}) {
  return warnings.map(({ code, message }) => (
    <Note key={`${code} ${message}`} kind="warn">
      {message}
    </Note>
  ));
}
