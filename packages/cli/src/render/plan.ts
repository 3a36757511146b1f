import type { Plan } from '../documents/plan';
import type { Paint } from '../output';
import { visible } from './visible';

type PlanItem = Plan['items'][number];
type Difference = PlanItem['differences'][number];

const VALUE_CHARACTERS_MAX = 200;
/** The control plane's members for the credential of an endpoint. It never returns a credential's value. */
const CREDENTIAL_IS_SET = 'credential.isSet';
const CREDENTIAL_CHANGES = 'credential.changes';

export interface PlanView {
  readonly paint: Paint;
  /** Whether to show what a new object has by default. */
  readonly isVerbose?: boolean | undefined;
}

/** Shows a plan as a diff: what is created, changed and deleted, with warnings. */
export function renderPlan(plan: Plan, view: PlanView): string {
  const { paint } = view;
  const lines = plan.items.flatMap((item) => renderPlanItem(item, view));
  const hidden = plan.createCount + plan.updateCount + plan.deleteCount - plan.items.length;
  if (hidden > 0) lines.push(`  … and ${hidden} more`);
  for (const { message } of plan.warnings) lines.push(paint('yellow', `! ${visible(message)}`));
  const { createCount, updateCount, deleteCount, unchangedCount, id, baseRevision } = plan;
  if (lines.length > 0) lines.push('');
  lines.push(
    `Plan: ${createCount} to create, ${updateCount} to update, ${deleteCount} to delete, ${unchangedCount} unchanged.`,
  );
  if (!plan.isEmpty) lines.push(`Plan id: ${id} (based on revision ${baseRevision})`);
  return lines.join('\n');
}

/** Shows what happens to one object. */
export function renderPlanItem(
  { action, kind, path, differences, defaults }: PlanItem,
  { paint, isVerbose = false }: PlanView,
): string[] {
  const name = `${kindForPeople(kind)} ${visible(path.join('/'))}`;
  switch (action) {
    case 'CREATE':
      return [
        paint('green', `+ ${name}`),
        ...differences
          .filter((difference) => isVerbose || !defaults.includes(difference.path))
          .map((difference) => `    ${renderCreated(difference)}`),
      ];
    case 'UPDATE':
      return [
        paint('yellow', `~ ${name}`),
        ...differences.map((difference) => `    ${renderDifference(difference, paint)}`),
      ];
    case 'DELETE':
      return [paint('red', `- ${name}`)];
    default:
      return [`  ${name}: ${visible(action)}`];
  }
}

function renderCreated({ path, after }: Difference): string {
  if (path === CREDENTIAL_IS_SET) return `credential: ${after === true ? 'set' : 'none'}`;
  return `${visible(path)}: ${value(after)}`;
}

function renderDifference({ path, before, after }: Difference, paint: Paint): string {
  if (path === CREDENTIAL_CHANGES) return paint('green', 'credential: changes');
  if (path === CREDENTIAL_IS_SET)
    return paint(after === true ? 'green' : 'red', `credential: ${after === true ? 'set' : 'removed'}`);
  return `${visible(path)}: ${paint('red', value(before))} → ${paint('green', value(after))}`;
}

/** A value as JSON, shortened if it is long; `--json` prints it in full. */
function value(given: unknown): string {
  if (given === null || given === undefined) return '(none)';
  const text = visible(JSON.stringify(given));
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text;
}

/** Turns `WEIGHTED_ROUND_ROBIN_POLICY` into "weighted round robin policy"; also works for kinds of later versions. */
export function kindForPeople(kind: string): string {
  return visible(
    kind
      .toLowerCase()
      .replaceAll('_', ' ')
      .replace(/^ai /, 'AI ')
      .replace(/ api\b/, ' API'),
  );
}
