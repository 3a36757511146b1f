import { z } from 'zod';
import { mutation, query } from './document';
import { PLAN_FIELDS, plannedChangeSchema, planSchema } from './plan';

export interface ManifestSecret {
  /** Without `${` and `}`, such as `env:OPENAI_API_KEY` or `secret:openai`. */
  readonly reference: string;
  readonly value: string;
}

const APPLY_UNANSWERED =
  'The manifest may or may not have been applied. Check with "switchyard history"; applying it again is safe.';

export const APPLY_MANIFEST = mutation(
  z.object({ applyManifest: plannedChangeSchema }),
  APPLY_UNANSWERED,
  `mutation ApplyManifest($input: ApplyManifestInput!) {
  applyManifest(input: $input) { plan { ...PlanFields } applied revision }
}${PLAN_FIELDS}`,
);

export const PLAN_MANIFEST = query(
  z.object({ planManifest: planSchema }),
  `query PlanManifest($manifest: String!, $prune: Boolean!, $labelSelector: String) {
  planManifest(manifest: $manifest, prune: $prune, labelSelector: $labelSelector) { ...PlanFields }
}${PLAN_FIELDS}`,
);

export const EXPORT_MANIFEST = query(
  z.object({ manifest: z.string() }),
  `query ExportManifest($format: ManifestFormat!, $labelSelector: String) {
  manifest: exportManifest(format: $format, labelSelector: $labelSelector)
}`,
);

export const CONFIGURATION_AT = query(
  z.object({ manifest: z.string() }),
  `query ConfigurationAt($revision: Int!, $format: ManifestFormat!, $labelSelector: String) {
  manifest: configurationAt(revision: $revision, format: $format, labelSelector: $labelSelector)
}`,
);

export const VIEWER_ROLE = query(
  z.object({ viewer: z.object({ role: z.string() }) }),
  `query ViewerRole { viewer { role } }`,
);
