import { z } from 'zod';
import { query } from './document';
import { TOKEN_FIELDS, tokensSchema } from './tokens';

const requestSchema = z.object({
  id: z.string(),
  at: z.string(),
  aiApiId: z.string().nullable(),
  aiApiName: z.string().nullable(),
  consumerId: z.string().nullable(),
  consumerKeyId: z.string().nullable(),
  environment: z.string().nullable(),
  askedModel: z.string().nullable(),
  status: z.int().nullable(),
  outcome: z.string(),
  fault: z.string(),
  totalMs: z.number(),
  attempts: z.array(
    z.object({
      providerId: z.string(),
      providerName: z.string(),
      endpointId: z.string(),
      endpointName: z.string(),
      modelId: z.string().nullable(),
      modelName: z.string().nullable(),
    }),
  ),
});
export type ListedRequest = z.infer<typeof requestSchema>;

const requestPageSchema = z.object({
  nodes: z.array(requestSchema),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
});
export type RequestPage = z.infer<typeof requestPageSchema>;

export const REQUESTS = query(
  z.object({ requests: requestPageSchema }),
  `query Requests($first: Int!, $after: String, $filter: RequestFilter, $from: DateTime, $to: DateTime) {
  requests(first: $first, after: $after, filter: $filter, from: $from, to: $to) {
    nodes {
      id at aiApiId aiApiName consumerId consumerKeyId environment askedModel status outcome fault totalMs
      attempts { providerId providerName endpointId endpointName modelId modelName }
    }
    pageInfo { endCursor hasNextPage }
  }
}`,
);

const usedSchema = z.object({
  tokens: tokensSchema,
  estimatedTokens: tokensSchema,
  cost: z.string().nullable(),
  estimatedCost: z.string().nullable(),
});
export type Used = z.infer<typeof usedSchema>;

const attemptSchema = z.object({
  providerId: z.string(),
  providerName: z.string(),
  endpointId: z.string(),
  endpointName: z.string(),
  modelId: z.string().nullable(),
  modelName: z.string().nullable(),
  outcome: z.string(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  vendorRequestId: z.string().nullable(),
  startedAt: z.string(),
  msToHeaders: z.number().nullable(),
  msToEnd: z.number(),
  resent: z.boolean(),
  resendCauses: z.array(z.string()),
  next: z.string(),
  used: usedSchema.nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

const describedRequestSchema = z.object({
  id: z.string(),
  dataPlaneId: z.string(),
  traceId: z.string().nullable(),
  at: z.string(),
  aiApiId: z.string().nullable(),
  aiApiName: z.string().nullable(),
  consumerId: z.string().nullable(),
  consumerKeyId: z.string().nullable(),
  environment: z.string().nullable(),
  operation: z.string().nullable(),
  streamed: z.boolean(),
  policyId: z.string().nullable(),
  revision: z.int().nullable(),
  askedModel: z.string().nullable(),
  sentModel: z.string().nullable(),
  answeredModel: z.string().nullable(),
  serviceTier: z.string().nullable(),
  attempts: z.array(attemptSchema),
  status: z.int().nullable(),
  outcome: z.string(),
  fault: z.string(),
  reason: z.string(),
  advice: z.string().nullable(),
  totalMs: z.number(),
  msToFirstContent: z.number().nullable(),
  overheadMs: z.number().nullable(),
  requestBytes: z.int(),
  responseBytes: z.int(),
  used: usedSchema,
});
export type DescribedRequest = z.infer<typeof describedRequestSchema>;

export const REQUEST = query(
  z.object({ request: describedRequestSchema.nullable() }),
  `query Request($id: ID!) {
  request(id: $id) {
    id dataPlaneId traceId at aiApiId aiApiName consumerId consumerKeyId environment operation streamed policyId revision
    askedModel sentModel answeredModel serviceTier
    attempts {
      providerId providerName endpointId endpointName modelId modelName outcome status error vendorRequestId startedAt
      msToHeaders msToEnd resent resendCauses next used { ...Used }
    }
    status outcome fault reason advice totalMs msToFirstContent overheadMs requestBytes responseBytes
    used { ...Used }
  }
}
fragment Used on UsedFigures {
  tokens { ...Tokens } estimatedTokens { ...Tokens } cost estimatedCost
}
fragment Tokens on TokenFigures { ${TOKEN_FIELDS} }`,
);
