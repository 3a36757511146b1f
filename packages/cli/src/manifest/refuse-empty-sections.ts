import type { Plan } from '../documents/plan';
import { CliFailure } from '../failure';
import type { Manifest } from './read-manifest';

const DELETED = 'DELETE';

/**
 * Refuses a plan that deletes all objects of a section that is empty: that is what a template that rendered to nothing,
 * or a file of the wrong folder, looks like.
 *
 * @throws CliFailure
 */
export function refuseEmptySections(
  { name, emptySections }: Pick<Manifest, 'name' | 'emptySections'>,
  plan: Plan,
): void {
  const deletedKinds = new Set(plan.items.filter(({ action }) => action === DELETED).map(({ kind }) => kind));
  const { createCount, updateCount, deleteCount, items } = plan;
  // The control plane lists no more than 10,000 changes, so those that it does not list may be deletions too.
  const hasHidden = createCount + updateCount + deleteCount > items.length && deleteCount > 0;
  const emptied = emptySections.filter((section) => hasHidden || deletedKinds.has(KIND_OF_SECTION.get(section) ?? ''));
  if (emptied.length === 0) return;
  throw new CliFailure(
    'refused',
    `${emptied.map((section) => `\`${section}\``).join(' and ')} in ${name} ${emptied.length === 1 ? 'is' : 'are'} ` +
      'empty, so --prune would delete all of them. To allow that, pass --allow-empty; otherwise omit the section. ' +
      'Nothing was changed.',
  );
}

const KIND_OF_SECTION: ReadonlyMap<string, string> = new Map([
  ['providers', 'PROVIDER'],
  ['aiApis', 'AI_API'],
  ['consumers', 'CONSUMER'],
]);
