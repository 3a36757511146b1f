import { z } from 'zod';
import { environmentSchema } from './environment';

/** The subject on which data planes tell each other of the targets that they have suspended. */
export const TARGET_HEALTH_SUBJECT = 'switchyard.target-health';
export const TOLD_SUSPENSIONS_MAX = 100;
/** The longest suspension that a policy can ask for. */
const REMAINING_MS_MAX = 86_400_000;

/**
 * That a target is suspended. The remaining time is told, not its end, because the clocks of two machines differ by
 * more than a message takes.
 */
export const toldSuspensionSchema = z.object({
  aiApiId: z.uuid(),
  policyId: z.uuid(),
  environment: environmentSchema,
  modelId: z.uuid(),
  endpointId: z.uuid(),
  remainingMs: z.int().min(1).max(REMAINING_MS_MAX),
});
export type ToldSuspension = z.infer<typeof toldSuspensionSchema>;

/** What a data plane tells its sisters. Unknown members are dropped, so that a newer sister can be understood. */
export const targetHealthMessageSchema = z.object({
  /** Who tells it: everybody on the subject gets the message, its sender too. */
  dataPlaneId: z.uuid(),
  suspensions: z.array(toldSuspensionSchema).min(1).max(TOLD_SUSPENSIONS_MAX),
});
export type TargetHealthMessage = z.infer<typeof targetHealthMessageSchema>;
