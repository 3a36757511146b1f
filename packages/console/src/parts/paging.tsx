import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';

/** What each document asks for. */
const PAGE_SIZE = 50;

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

/** The page of a list that is there as a whole, and still is too long to be drawn at once. */
export function pageOf<T>(list: readonly T[], { after }: Paging) {
  const start = Number(after ?? 0);
  const end = start + PAGE_SIZE;
  return {
    totalCount: list.length,
    nodes: list.slice(start, end),
    pageInfo: { hasNextPage: end < list.length, endCursor: String(end) },
  };
}

interface PagerProps {
  readonly paging: Paging;
  readonly connection: {
    /** Absent where counting would take too long. */
    readonly totalCount?: number;
    readonly nodes: readonly unknown[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  };
}

export function Pager({ paging, connection: { totalCount, nodes, pageInfo } }: PagerProps) {
  const { hasNextPage, endCursor } = pageInfo;
  const before = paging.page * PAGE_SIZE;
  const range = `${(before + 1).toLocaleString('en')}–${(before + nodes.length).toLocaleString('en')}`;
  const isOnePage = paging.page === 0 && !hasNextPage;
  if (isOnePage && totalCount === undefined) return null;
  return (
    <Group justify="space-between" p="sm" gap="xs">
      <Text size="sm" c="dimmed">
        {isOnePage || nodes.length === 0 ? null : range}
        {totalCount === undefined
          ? null
          : isOnePage
            ? `${totalCount.toLocaleString('en')} in total`
            : ` of ${totalCount.toLocaleString('en')}`}
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
