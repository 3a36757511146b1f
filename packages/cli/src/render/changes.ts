import type { ChangeOfHistory } from '../documents/changes';
import { renderPlanItem, type PlanView } from './plan';

/** Shows changes as a plan shows them. */
export function renderChanges(changes: readonly ChangeOfHistory[], totalCount: number, view: PlanView): string {
  const lines = changes.flatMap((change) => renderPlanItem({ ...change, defaults: [] }, view));
  const hidden = totalCount - changes.length;
  if (hidden > 0) lines.push(`  … and ${hidden} more`);
  if (lines.length === 0) lines.push('No differences.');
  return lines.join('\n');
}
