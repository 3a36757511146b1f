import { ControlPlaneUnderTest, type Payload } from './control-plane-under-test.suite';
import { createWorld, type World } from './world.suite';

export interface ReadPolicy {
  id: string;
  kind: string;
  name: string;
  maxAttempts: number | null;
  failureStatuses: string[];
  usesDefaultFailureStatuses: boolean;
  failoverOn: string[];
  usesDefaultFailoverOn: boolean;
  production: { targets: { inRotation: boolean; model: { name: string } }[] };
  weighted?: { targets: { weight: number; share: number }[] };
  chain?: { primary: { model: { name: string } }; fallbacks: { position: number }[] };
}

/** What every kind of policy can be read by. */
export const COMMON_POLICY_FIELDS = `id kind name suspendDurationSeconds requestTimeoutSeconds totalTimeoutSeconds
  maxAttempts failureStatuses usesDefaultFailureStatuses failoverOn usesDefaultFailoverOn version aiApi { id } lastRevision { number operation }
  production { id environment targets { id inRotation model { name } endpoint { name } policy { id } } }
  sandbox { targets { id } }`;
const POLICY_FIELDS = `${COMMON_POLICY_FIELDS}
  ... on WeightedRoundRobinPolicy { weighted: production { targets { weight share } } }
  ... on FailoverPolicy { chain: production { primary { position model { name } } fallbacks { position model { name } } } }`;

/** A control plane with an AI API whose policies a test changes. */
export class PoliciesUnderTest {
  private constructor(
    readonly underTest: ControlPlaneUnderTest,
    public world: World,
  ) {}

  static async start(): Promise<PoliciesUnderTest> {
    const underTest = await ControlPlaneUnderTest.start();
    return new PoliciesUnderTest(underTest, await createWorld(underTest));
  }

  /** Another provider and AI API, without policies. */
  async begin(): Promise<void> {
    this.world = await createWorld(this.underTest);
  }

  target(model: number, endpointId: string = this.world.productionId) {
    return { modelId: this.world.modelIds[model], endpointId };
  }

  chain(primary: number, ...fallbacks: number[]) {
    return { primary: this.target(primary), fallbacks: fallbacks.map((model) => this.target(model)) };
  }

  attach(kind: string, input: object, fields = 'policy { id version } revision') {
    return this.underTest.change<Payload & { policy: { id: string; version: number } }>(
      `attach${kind}Policy`,
      { aiApiId: this.world.aiApiId, ...input },
      fields,
    );
  }

  refuseAttach(kind: string, input: object) {
    return this.underTest.refused(`attach${kind}Policy`, { aiApiId: this.world.aiApiId, ...input });
  }

  async read(): Promise<ReadPolicy[]> {
    const query = `query($id: ID!) { aiApi(id: $id) { policies { ${POLICY_FIELDS} } } }`;
    const aiApi = await this.underTest.get<{ policies: ReadPolicy[] }>(query, { id: this.world.aiApiId });
    return aiApi.policies;
  }
}
