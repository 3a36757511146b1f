import type { ChangeOfHistory, ChangePage } from './documents/changes';

/** The control plane's largest page. */
const PAGE_SIZE = 200;
/** More would fill a terminal for minutes; `--json` has as many. */
const CHANGES_MAX = 10_000;

export interface AllChanges {
  readonly changes: readonly ChangeOfHistory[];
  readonly totalCount: number;
}

/** Reads changes page by page, up to 10,000. */
export async function allChanges(
  pageOf: (page: { readonly first: number; readonly after: string | null }) => Promise<ChangePage>,
): Promise<AllChanges> {
  const changes: ChangeOfHistory[] = [];
  let after: string | null = null;
  for (;;) {
    const { nodes, pageInfo, totalCount }: ChangePage = await pageOf({ first: PAGE_SIZE, after });
    changes.push(...nodes);
    after = pageInfo.endCursor;
    const isEnd = !pageInfo.hasNextPage || after === null || nodes.length === 0;
    if (isEnd || changes.length >= CHANGES_MAX) return { changes, totalCount };
  }
}
