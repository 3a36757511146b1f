import type { ProviderProfile } from '@switchyard/contract';
import { RETRY_AFTER_MAX_MS } from '@switchyard/routing';
import { formatOf } from '../formats/format-of';
import { isCredentialRejectionInStream, isErrorToSdks, isRequestFault, streamErrorCodes } from './stream-error';
import type { StreamEvent } from './stream-event';

/** What an error in a stream means. */
export interface StreamErrorVerdict {
  /** Whether the request is at fault, so that the error says nothing about the target's health. */
  readonly isRequestFault: boolean;
  /** Whether the vendor rejected the endpoint's credential, so that its text must not be passed on. */
  readonly isCredentialRejected: boolean;
  /** Whether the vendor's SDKs raise an error for the event, so that the consumer needs no further one. */
  readonly isPlain: boolean;
  /** How long the vendor asks to wait, in ms; null if it does not say. */
  readonly retryAfterMs: number | null;
}

/** @param event the event that reports the error */
export function judgeStreamError(profile: ProviderProfile, event: StreamEvent): StreamErrorVerdict {
  const format = formatOf(profile.wireFormat);
  const data = event.data ?? Buffer.alloc(0);
  const codes = [...streamErrorCodes(event.json), ...format.errorCodes(data)];
  const retryAfterMs = format.retryAfterMs(data);
  const isCredentialRejected = isCredentialRejectionInStream(codes, profile.credentialRejectedCodes);
  return {
    isRequestFault: !isCredentialRejected && isRequestFault(codes, profile.modelNotFoundCodes),
    isCredentialRejected,
    isPlain: isErrorToSdks(profile.wireFormat, event),
    retryAfterMs: retryAfterMs === null ? null : Math.min(retryAfterMs, RETRY_AFTER_MAX_MS),
  };
}
