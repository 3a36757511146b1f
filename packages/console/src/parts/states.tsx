import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../graphql/failure';
import { Note } from './note';

const LOADING_ROWS = [1, 2, 3, 4];

/** While the first answer is on its way. */
export function LoadingState({ what }: { readonly what: string }) {
  return (
    <Stack gap="xs" p="md" role="status" aria-label={`Loading ${what}`}>
      {LOADING_ROWS.map((row) => (
        <Skeleton key={row} height={18} animate={false} />
      ))}
    </Stack>
  );
}

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** Whether it stands for the whole page. */
  readonly isPage?: boolean;
}

/** When there is nothing to show, and what to do about it. */
export function EmptyState({ title, children, isPage = false }: EmptyStateProps) {
  return (
    <Stack gap={6} p="sm" align="flex-start">
      {isPage ? <Title order={1}>{title}</Title> : <Text fw={600}>{title}</Text>}
      <Text c="dimmed" size="sm" component="div">
        {children}
      </Text>
    </Stack>
  );
}

export function FailureNote({ failure }: { readonly failure: Failure }) {
  return (
    <Note kind="fail">
      {failure.message}
      {failure.correlationId === null ? null : (
        <Text size="xs" c="dimmed">
          Correlation id {failure.correlationId}
        </Text>
      )}
    </Note>
  );
}

/** When what was asked for did not come. */
export function FailedState({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => void }) {
  return (
    <Stack gap="sm" p="md">
      <FailureNote failure={failure} />
      <Group>
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Group>
    </Stack>
  );
}
