import type { SuspensionCause } from '@switchyard/contract';
import type { Clock, SampledLog } from '@switchyard/runtime';
import type { CausedSuspension } from './policy-states';

/** What does not pass without an operator. A failing or overloaded provider usually recovers. */
const CAUSES_FOR_OPERATORS: ReadonlySet<SuspensionCause> = new Set([
  'CERTIFICATE_UNTRUSTED',
  'UNREACHABLE',
  'CREDENTIAL_REJECTED',
  'ACCOUNT_EXHAUSTED',
  'MODEL_NOT_FOUND',
]);

/**
 * Logs a suspension when it begins, and when its cause or detail changes, however often it is prolonged. At most the first
 * lines of each second and cause are logged. What a successful failover hides from consumers, an operator must see without
 * raising the log level.
 */
export function logSuspension(sampledLog: SampledLog, clock: Clock, suspension: CausedSuspension): void {
  if (!suspension.hasNewReason) return;
  const { aiApiId, policyId, environment, target, cause, status, detail, untilMs } = suspension;
  const level = CAUSES_FOR_OPERATORS.has(cause) ? 'warn' : 'info';
  sampledLog.write(`suspended: ${cause}`, level, 'target suspended', () => ({
    aiApiId,
    policyId,
    environment,
    provider: target.provider.name,
    target: `${target.endpoint.name}/${target.model.name}`,
    cause,
    status,
    detail,
    until: new Date(clock.toWallMs(untilMs)).toISOString(),
  }));
}
