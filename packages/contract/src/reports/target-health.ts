import { z } from 'zod';
import { environmentSchema } from '../kernel/environment';

/** The subject on which data planes report suspended targets to their peers. */
export const TARGET_HEALTH_SUBJECT = 'switchyard.target-health';
/** Suspensions per message. */
export const SHARED_SUSPENSIONS_MAX = 100;
/** The longest suspension that a policy can ask for. */
const REMAINING_MS_MAX = 86_400_000;

/**
 * A suspended target. It carries the remaining time instead of the end, because the clocks of two machines differ by
 * more than the latency of a message.
 */
export const sharedSuspensionSchema = z.object({
  aiApiId: z.uuid(),
  policyId: z.uuid(),
  environment: environmentSchema,
  modelId: z.uuid(),
  endpointId: z.uuid(),
  remainingMs: z.int().min(1).max(REMAINING_MS_MAX),
});
export type SharedSuspension = z.infer<typeof sharedSuspensionSchema>;

/** What a data plane sends its peers. Unknown members are dropped, so that newer peers can be read. */
export const targetHealthMessageSchema = z.object({
  /** The sender, which also receives its own messages. */
  dataPlaneId: z.uuid(),
  suspensions: z.array(sharedSuspensionSchema).min(1).max(SHARED_SUSPENSIONS_MAX),
});
export type TargetHealthMessage = z.infer<typeof targetHealthMessageSchema>;
