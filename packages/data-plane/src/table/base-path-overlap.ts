import { forEachInSlices } from '@switchyard/contract';

export interface BasePathOwner {
  /** The key of the AI API's entry. */
  readonly key: string;
  readonly basePath: string;
}

/**
 * The first AI API whose base path equals another one's or is below it by whole segments, so that a request could be
 * for either. Null if no base paths overlap.
 */
export async function findOverlap(
  owners: Iterable<BasePathOwner>,
): Promise<{ readonly owner: BasePathOwner; readonly other: BasePathOwner } | null> {
  const byPath = new Map<string, BasePathOwner>();
  let overlap: { owner: BasePathOwner; other: BasePathOwner } | null = null;
  await forEachInSlices(owners, (owner) => {
    const other = byPath.get(owner.basePath);
    if (other === undefined) byPath.set(owner.basePath, owner);
    else overlap ??= { owner, other };
  });
  await forEachInSlices(byPath.values(), (owner) => {
    for (let end = owner.basePath.lastIndexOf('/'); end > 0; end = owner.basePath.lastIndexOf('/', end - 1)) {
      const other = byPath.get(owner.basePath.slice(0, end));
      if (other !== undefined) overlap ??= { owner, other };
    }
  });
  return overlap;
}
