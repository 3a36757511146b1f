import { type AnsweredError, type ControlPlaneUnderTest, mutation } from './control-plane-under-test.suite';

export interface AnsweredPlan {
  readonly id: string;
  readonly baseRevision: number;
  readonly isEmpty: boolean;
  readonly createCount: number;
  readonly updateCount: number;
  readonly deleteCount: number;
  readonly unchangedCount: number;
  readonly items: {
    action: string;
    kind: string;
    path: string[];
    objectId: string | null;
    differences: { path: string; before: unknown; after: unknown }[];
  }[];
  readonly warnings: { code: string; kind: string; path: string[]; message: string }[];
}

export interface Applied {
  readonly plan: AnsweredPlan;
  readonly applied: boolean;
  readonly revision: number;
}

interface Terms {
  readonly secrets?: readonly { readonly reference: string; readonly value: string }[];
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly labelSelector?: string;
  readonly expectedPlanId?: string;
}

export const PLAN = `id baseRevision isEmpty createCount updateCount deleteCount unchangedCount
  items { action kind path objectId differences { path before after } } warnings { code kind path message }`;

export const NOTHING = 'providers: []\naiApis: []\nconsumers: []\n';

/** Speaks of manifests to a control plane. */
export class Manifests {
  constructor(private readonly underTest: ControlPlaneUnderTest) {}

  async apply(manifest: string, terms: Terms = {}): Promise<Applied> {
    const fields = `plan { ${PLAN} } applied revision`;
    return this.underTest.change<Applied>('applyManifest', { manifest, ...terms }, fields);
  }

  async refused(manifest: string, terms: Terms = {}): Promise<AnsweredError> {
    return this.underTest.refusal(mutation('applyManifest', 'revision'), { input: { manifest, ...terms } });
  }

  async plan(manifest: string, prune = false, token?: string): Promise<AnsweredPlan> {
    const query = `query($manifest: String!, $prune: Boolean) { planManifest(manifest: $manifest, prune: $prune) { ${PLAN} } }`;
    const { data, errors } = await this.underTest.ask(query, { manifest, prune }, token);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data?.['planManifest'] as AnsweredPlan;
  }

  async export(format = 'YAML'): Promise<string> {
    return this.underTest.get<string>('query($format: ManifestFormat) { exportManifest(format: $format) }', { format });
  }

  async wipe(): Promise<void> {
    await this.apply(NOTHING, { prune: true });
  }
}
