import type { ProviderProfile } from '@switchyard/contract';
import { type ErrorJudgement, judgeError, type RoutablePolicy } from '@switchyard/routing';
import { readVendorError } from '../formats/vendor-error';
import type { StreamEvent } from '../stream/stream-event';
import { retryAfterMs } from './judge-answer';

/**
 * Judges an error that a stream reports, by its event and the headers of the response.
 *
 * @param policy null if no policy routes the request
 * @param model the one that the vendor was asked for; null if none was
 */
export function judgeStreamError(
  policy: RoutablePolicy | null,
  profile: ProviderProfile,
  event: StreamEvent,
  headers: readonly string[],
  nowMs: number,
  model: string | null,
): ErrorJudgement {
  const error = readVendorError(event.json, null);
  const waitMs = retryAfterMs(headers, nowMs) ?? error.retryAfterMs;
  const judgement = judgeError(policy, profile, { ...error, retryAfterMs: waitMs }, model);
  // The status of the response is a good one, whatever the error names.
  const { suspension } = judgement;
  if (suspension?.cause !== 'FAILURE_STATUS') return judgement;
  return { ...judgement, suspension: { ...suspension, cause: 'STREAM_FAILED' } };
}
