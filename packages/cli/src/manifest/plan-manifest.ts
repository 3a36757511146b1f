import type { CommandContext } from '../command-context';
import { APPLY_MANIFEST, PLAN_MANIFEST, VIEWER_ROLE } from '../documents/manifests';
import type { Plan } from '../documents/plan';
import { CliFailure } from '../failure';
import { problemLine } from '../output';
import { manifestSecrets } from './manifest-secrets';
import type { NamedSecrets } from './named-secrets';
import type { Manifest } from './read-manifest';

export interface PlanOptions {
  readonly prune?: boolean;
  readonly selector?: string;
  readonly secret?: NamedSecrets;
  readonly expectPlan?: string;
}

/**
 * What applying a manifest would change. Only callers who may change something send credentials, so a VIEWER's plan does
 * not show which of them change; its id is the same.
 */
export async function planManifest(
  { client, io, output }: CommandContext,
  manifest: Manifest,
  { prune = false, selector: labelSelector, secret, expectPlan }: PlanOptions,
): Promise<Plan> {
  const { viewer } = await client.ask(VIEWER_ROLE, {});
  if (viewer.role === 'VIEWER') {
    const proposal = { manifest: manifest.text, prune, labelSelector };
    const { planManifest: plan } = await client.ask(PLAN_MANIFEST, proposal, { manifest });
    if (expectPlan !== undefined && expectPlan !== plan.id) throw planChanged(plan.id);
    output.note("Credentials are not compared: the token's role is VIEWER.");
    return plan;
  }
  const { secrets, notGiven } = await manifestSecrets(manifest, io, secret);
  for (const place of notGiven) output.note(problemLine(place));
  const input = { manifest: manifest.text, secrets, prune, labelSelector, dryRun: true, expectedPlanId: expectPlan };
  const secretReferences = secrets.map(({ reference }) => reference);
  return (await client.ask(APPLY_MANIFEST, { input }, { manifest, secretReferences })).applyManifest.plan;
}

function planChanged(planId: string): CliFailure {
  const message = 'The plan has changed since it was reviewed. Use --dry-run to see the current plan.';
  return new CliFailure('refused', message, { code: 'CONFLICT', reason: 'PLAN_CHANGED', planId });
}
