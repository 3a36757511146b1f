import { z } from 'zod';
import { query } from './document';

const changeSchema = z.object({
  action: z.string(),
  kind: z.string(),
  path: z.array(z.string()),
  objectId: z.string(),
  differences: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type ChangeOfHistory = z.infer<typeof changeSchema>;

const changePageSchema = z.object({
  nodes: z.array(changeSchema),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  totalCount: z.int(),
});
export type ChangePage = z.infer<typeof changePageSchema>;

const CHANGES = `changes(first: $first, after: $after) {
      nodes { action kind path objectId differences { path before after } }
      pageInfo { endCursor hasNextPage }
      totalCount
    }`;

const shownRevisionSchema = z.object({
  number: z.int(),
  committedAt: z.string(),
  actor: z.object({ kind: z.string(), name: z.string() }),
  operation: z.string(),
  comment: z.string().nullable(),
  rolledBackTo: z.int().nullable(),
  changes: changePageSchema,
});
export type ShownRevision = z.infer<typeof shownRevisionSchema>;

export const REVISION = query(
  z.object({ revision: shownRevisionSchema.nullable() }),
  `query ShowRevision($number: Int!, $first: Int!, $after: String) {
  revision(number: $number) {
    number committedAt actor { kind name } operation comment rolledBackTo
    ${CHANGES}
  }
}`,
);

export const COMPARISON = query(
  z.object({ compareRevisions: z.object({ changes: changePageSchema }) }),
  `query CompareRevisions($from: Int!, $to: Int!, $first: Int!, $after: String) {
  compareRevisions(from: $from, to: $to) {
    ${CHANGES}
  }
}`,
);

const idSchema = z.object({ id: z.string() });
const namedSchema = z.object({ id: z.string(), name: z.string() });

/** The ids of the objects of a name, of each kind that has names of its own. */
export const OBJECTS_BY_NAME = query(
  z.object({ provider: idSchema.nullable(), aiApi: idSchema.nullable(), consumer: idSchema.nullable() }),
  `query ObjectsByName($name: String!) {
  provider(name: $name) { id }
  aiApi(name: $name) { id }
  consumer(name: $name) { id }
}`,
);

/** The models and endpoints of a provider. */
export const OBJECTS_OF_PROVIDER = query(
  z.object({ provider: z.object({ models: z.array(namedSchema), endpoints: z.array(namedSchema) }).nullable() }),
  `query ObjectsOfProvider($provider: String!) {
  provider(name: $provider) {
    models { id name }
    endpoints { id name }
  }
}`,
);
