import type { Clock, SampledLog } from '@switchyard/runtime';
import type { CausedSuspension } from './policy-states';

/**
 * Logs a suspension once, however often it is prolonged. At most the first lines of each second and cause are logged. What
 * a successful failover hides from consumers, an operator must see without raising the log level.
 */
export function logSuspension(sampledLog: SampledLog, clock: Clock, suspension: CausedSuspension): void {
  if (!suspension.isNew) return;
  const { aiApiId, policyId, environment, target, cause, status, detail, untilMs } = suspension;
  sampledLog.write(`suspended: ${cause}`, 'warn', 'target suspended', () => ({
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
