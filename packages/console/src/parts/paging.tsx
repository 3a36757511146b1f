import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';

/** Where a list stands: the cursors that led to the page that is shown. */
export interface Paging {
  readonly after: string | null;
  readonly page: number;
  readonly next: (cursor: string) => void;
  readonly previous: () => void;
}

/** @param list what is listed; another search begins at the first page */
export function usePaging(list: string): Paging {
  const [{ of, cursors }, set] = useState<{ of: string; cursors: readonly string[] }>({ of: list, cursors: [] });
  const current = of === list ? cursors : [];
  return {
    after: current.at(-1) ?? null,
    page: current.length,
    next: (cursor) => set({ of: list, cursors: [...current, cursor] }),
    previous: () => set({ of: list, cursors: current.slice(0, -1) }),
  };
}

interface PagerProps {
  readonly paging: Paging;
  readonly connection: {
    /** Absent where counting would take too long. */
    readonly totalCount?: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  };
}

export function Pager({ paging, connection: { totalCount, pageInfo } }: PagerProps) {
  const { hasNextPage, endCursor } = pageInfo;
  const isOnePage = paging.page === 0 && !hasNextPage;
  if (isOnePage && totalCount === undefined) return null;
  return (
    <Group justify="space-between" p="sm" gap="xs">
      <Text size="sm" c="dimmed">
        {totalCount === undefined ? `Page ${paging.page + 1}` : `${totalCount.toLocaleString('en')} in total`}
      </Text>
      {isOnePage ? null : (
        <Group gap="xs">
          <Button variant="default" size="xs" disabled={paging.page === 0} onClick={paging.previous}>
            Previous
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!hasNextPage}
            onClick={() => endCursor && paging.next(endCursor)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
