import type { Plan } from '../documents/plan';
import type { Paint } from '../output';
import { visible } from './visible';

type Difference = Plan['items'][number]['differences'][number];

const VALUE_CHARACTERS_MAX = 200;
/** The control plane's member for a changed credential of an endpoint. */
const CREDENTIAL_CHANGES = 'credential.changes';

/** Shows a plan as a diff: what is created, changed and deleted, with warnings. */
export function renderPlan(plan: Plan, paint: Paint): string {
  const lines = plan.items.flatMap((item) => renderItem(item, paint));
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

function renderItem({ action, kind, path, differences }: Plan['items'][number], paint: Paint): string[] {
  const name = `${kindForPeople(kind)} ${visible(path.join('/'))}`;
  switch (action) {
    case 'CREATE':
      return [
        paint('green', `+ ${name}`),
        ...differences.map((difference) => `    ${visible(difference.path)}: ${value(difference.after)}`),
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

function renderDifference({ path, before, after }: Difference, paint: Paint): string {
  // The control plane never returns a credential's value, only that it changes.
  if (path === CREDENTIAL_CHANGES) return paint('green', 'credential: changes');
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
