import { z } from 'zod';
import { mutation } from './document';

const endpointTestSchema = z.object({
  outcome: z.string(),
  passed: z.boolean(),
  message: z.string(),
  status: z.int().nullable(),
  durationMs: z.number(),
  detail: z.string().nullable(),
});
export type EndpointTest = z.infer<typeof endpointTestSchema>;

const fetchedModelSchema = z.object({ name: z.string(), isAdded: z.boolean() });
export type FetchedModel = z.infer<typeof fetchedModelSchema>;

const UNANSWERED = 'The endpoint may or may not have been tested. Nothing was changed.';
const ENDPOINT_TEST_FIELDS = `
fragment EndpointTestFields on EndpointTest { outcome passed message status durationMs detail }`;

export const TEST_ENDPOINT = mutation(
  z.object({ testEndpoint: z.object({ test: endpointTestSchema }) }),
  UNANSWERED,
  `mutation TestEndpoint($input: TestEndpointInput!) {
  testEndpoint(input: $input) { test { ...EndpointTestFields } }
}${ENDPOINT_TEST_FIELDS}`,
);

export const FETCH_MODELS = mutation(
  z.object({ fetchModels: z.object({ test: endpointTestSchema, models: z.array(fetchedModelSchema) }) }),
  UNANSWERED,
  `mutation FetchModels($input: FetchModelsInput!) {
  fetchModels(input: $input) { test { ...EndpointTestFields } models { name isAdded } }
}${ENDPOINT_TEST_FIELDS}`,
);
