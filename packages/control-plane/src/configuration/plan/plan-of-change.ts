import type { ChangeInProgress, RecordedChange } from '../../change/change-in-progress';
import { imageDifferences } from '../../change/image-differences';
import { isConfiguredKind } from '../../objects/kinds';
import type { ConfiguredObject } from './configuration';
import { describePlan, type PlanInProgress } from './describe-plan';
import { byKindAndPath, type PlannedChange } from './plan-changes';

/** What a change that was not made from a plan does, as a plan. @param unchangedCount the objects that it leaves as they are */
export function planOfChange({ recorded, revision }: ChangeInProgress, unchangedCount: number): PlanInProgress {
  const changes = byKindAndPath(recorded.flatMap(plannedChange));
  return { ...describePlan({ changes, kept: [] }, revision - 1), unchangedCount };
}

function plannedChange({ action, objectId, before, after }: RecordedChange): PlannedChange[] {
  const image = after ?? before;
  if (image === null || !isConfiguredKind(image.kind)) return [];
  const { kind, path } = image;
  const object = (value: ConfiguredObject['value'], id: string | null): ConfiguredObject => ({ kind, id, path, value });
  return [
    {
      action,
      kind,
      path,
      present: before === null ? null : object(before.value, objectId),
      // A new object gets another id each time, and equal plans have the same id.
      desired: after === null ? null : object(after.value, before === null ? null : objectId),
      after: after?.value ?? null,
      differences: imageDifferences(kind, before?.value, after?.value),
    },
  ];
}
