import { z } from 'zod';
import { query } from './document';

const candidateSchema = z.object({
  attempt: z.int().nullable(),
  reason: z.string(),
  explanation: z.string(),
  providerName: z.string(),
  modelName: z.string(),
  endpointName: z.string(),
  weight: z.int().nullable(),
  availability: z.string(),
  suspendedUntil: z.string().nullable(),
  suspensionGrade: z.string().nullable(),
  hardUntil: z.string().nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

const explanationSchema = z.object({
  revision: z.int(),
  outcome: z.string(),
  summary: z.string(),
  refusalStatus: z.int().nullable(),
  refusalCode: z.string().nullable(),
  policyKind: z.string().nullable(),
  policyName: z.string().nullable(),
  candidates: z.array(candidateSchema),
  maxAttempts: z.int(),
  /** What is different on live data planes. */
  warnings: z.array(z.string()),
  simulation: z
    .object({
      requests: z.int(),
      shares: z.array(
        z.object({
          providerName: z.string(),
          modelName: z.string(),
          endpointName: z.string(),
          requests: z.int(),
          share: z.number(),
        }),
      ),
      worstCase: z.array(candidateSchema),
      worstCaseSeconds: z.int(),
    })
    .nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;

const explanationsSchema = explanationSchema.extend({ proposed: explanationSchema.nullable() });

export const EXPLAIN_ROUTE = query(
  z.object({ explainRoute: explanationsSchema }),
  `query ExplainRoute($input: ExplainRouteInput!) {
  explainRoute(input: $input) { ...ExplanationFields proposed { ...ExplanationFields } }
}
fragment ExplanationFields on RouteExplanation {
  revision outcome summary refusalStatus refusalCode policyKind policyName maxAttempts warnings
  candidates { ...CandidateFields }
  simulation {
    requests
    shares { providerName modelName endpointName requests share }
    worstCase { ...CandidateFields }
    worstCaseSeconds
  }
}
fragment CandidateFields on RouteCandidate {
  attempt reason explanation providerName modelName endpointName weight availability suspendedUntil suspensionGrade
  hardUntil
}`,
);

const namedSchema = z.object({ id: z.string(), name: z.string() });
const targetsOfProviderSchema = z.object({
  name: z.string(),
  models: z.array(namedSchema),
  endpoints: z.array(namedSchema),
});
export type TargetsOfProvider = z.infer<typeof targetsOfProviderSchema>;

export const TARGETS_OF_AI_API = query(
  z.object({ aiApi: z.object({ providers: z.array(targetsOfProviderSchema) }).nullable() }),
  `query TargetsOfAiApi($name: String!) {
  aiApi(name: $name) { providers { name models { id name } endpoints { id name } } }
}`,
);
