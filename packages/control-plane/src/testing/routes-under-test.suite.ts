import type { AnsweredError } from './control-plane-under-test.suite';
import { PoliciesUnderTest } from './policies-under-test.suite';

export interface ReadCandidate {
  attempt: number | null;
  reason: string;
  explanation: string;
  providerName: string;
  modelName: string;
  endpointName: string;
  weight: number | null;
  availability: string;
  suspendedUntil: string | null;
  suspensionGrade: string | null;
  hardUntil: string | null;
  suspensionCause: string | null;
  suspensionDetail: string | null;
  target: { id: string; model: { name: string }; endpoint: { name: string } } | null;
}

export interface ReadExplanation {
  revision: number;
  outcome: string;
  summary: string;
  refusalStatus: number | null;
  refusalCode: string | null;
  policy: { id: string; kind: string; name: string } | null;
  policyKind: string | null;
  failoverOn: string[] | null;
  policyName: string | null;
  maxAttempts: number;
  candidates: ReadCandidate[];
  simulation: {
    requests: number;
    shares: {
      providerName: string;
      modelName: string;
      endpointName: string;
      requests: number;
      share: number;
      target: { id: string } | null;
    }[];
    worstCase: ReadCandidate[];
    worstCaseSeconds: number;
  } | null;
}

const CANDIDATE = `attempt reason explanation providerName modelName endpointName weight availability suspendedUntil
  suspensionGrade hardUntil suspensionCause suspensionDetail target { id model { name } endpoint { name } }`;
export const EXPLANATION = `revision outcome summary refusalStatus refusalCode policy { id kind name } policyKind failoverOn
  policyName maxAttempts candidates { ${CANDIDATE} }
  simulation { requests shares { providerName modelName endpointName requests share target { id } }
    worstCase { ${CANDIDATE} } worstCaseSeconds }`;
export const EXPLAIN = `query($input: ExplainRouteInput!) { explainRoute(input: $input) { ${EXPLANATION} } }`;

/** A control plane with an AI API whose routes a test has explained. */
export class RoutesUnderTest {
  private constructor(readonly policies: PoliciesUnderTest) {}

  static async start(): Promise<RoutesUnderTest> {
    return new RoutesUnderTest(await PoliciesUnderTest.start());
  }

  get underTest() {
    return this.policies.underTest;
  }

  get world() {
    return this.policies.world;
  }

  /** A production request for that AI API, unless the input says otherwise. */
  explain(input: object = {}): Promise<ReadExplanation> {
    return this.underTest.get<ReadExplanation>(EXPLAIN, { input: this.#whole(input) });
  }

  refused(input: object): Promise<AnsweredError> {
    return this.underTest.refusal(EXPLAIN, { input: this.#whole(input) });
  }

  #whole(input: object): object {
    return { environment: 'PRODUCTION', ...('aiApiName' in input ? {} : { aiApiId: this.world.aiApiId }), ...input };
  }
}

/** `<model>@<endpoint> <reason> <attempt>` of each candidate. */
export function placesOf(candidates: readonly ReadCandidate[]): string[] {
  return candidates.map(
    ({ modelName, endpointName, reason, attempt }) => `${modelName}@${endpointName} ${reason} ${attempt ?? '-'}`,
  );
}
