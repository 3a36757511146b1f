import { bodyKindSchema, environmentSchema, REPORTED_SUSPENSIONS_MAX } from '@switchyard/contract';
import { REQUEST_TARGET_LENGTH_MAX } from '@switchyard/routing';
import { z } from 'zod';
import { problem } from '../kernel/rules/check-input';
import { orDefault } from '../kernel/rules/members';

export const SIMULATED_REQUESTS_MAX = 100_000;
/** The largest GraphQL `Int`. */
const TICKET_MAX = 2 ** 31 - 1;
/** Longer than any model's name, because a request may name a model that does not exist. */
const MODEL_LENGTH_MAX = 1_024;

export const explainRouteRules = z
  .object({
    aiApiId: z.string().nullish(),
    aiApiName: z.string().nullish(),
    environment: environmentSchema,
    model: z.string().min(1).max(MODEL_LENGTH_MAX).nullish(),
    operation: z.string().min(1).max(REQUEST_TARGET_LENGTH_MAX).nullish(),
    body: bodyKindSchema.nullish(),
    consumerId: z.string().nullish(),
    dataPlaneId: z.string().nullish(),
    suspended: orDefault(
      z.array(z.object({ modelId: z.string(), endpointId: z.string() })).max(REPORTED_SUSPENSIONS_MAX),
      [],
    ),
    suspendedAs: orDefault(z.enum(['SOFT', 'HARD']), 'HARD'),
    ticket: orDefault(z.int().min(0).max(TICKET_MAX), 0),
    requests: z.int().min(1).max(SIMULATED_REQUESTS_MAX).nullish(),
    /** Checked by the manifest rules when it is prepared. */
    manifest: z.string().nullish(),
    /** Checked by the rules of `setPolicies`. */
    policies: z.looseObject({}).nullish(),
    prune: orDefault(z.boolean(), false),
    /** Checked with the manifest. */
    labelSelector: z.string().nullish(),
  })
  .superRefine(({ aiApiId, aiApiName, manifest, policies }, context) => {
    if (policies && typeof manifest === 'string') {
      context.addIssue(problem('EXCLUSIVE', 'cannot be combined with `manifest`', ['policies']));
    }
    if (aiApiId && aiApiName) {
      context.addIssue(problem('EXCLUSIVE', 'cannot be combined with `aiApiId`', ['aiApiName']));
    } else if (!aiApiId && !aiApiName) {
      context.addIssue(problem('REQUIRED', 'give `aiApiId` or `aiApiName`', ['aiApiId']));
    }
  });
export type RouteQuestion = z.infer<typeof explainRouteRules>;
