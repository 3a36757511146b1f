import { z } from 'zod';
import { query } from './document';

const namedSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Of a model or an endpoint. */
  provider: z.object({ name: z.string() }).optional(),
});

/** What objects are called, by their ids. Null for what no longer exists; empty for what has no name. */
export const OBJECT_NAMES = query(
  z.object({ nodes: z.array(namedSchema.partial().nullable()) }),
  `query ObjectNames($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on AiApi { id name }
    ... on Consumer { id name }
    ... on Provider { id name }
    ... on Model { id name provider { name } }
    ... on Endpoint { id name provider { name } }
  }
}`,
);
