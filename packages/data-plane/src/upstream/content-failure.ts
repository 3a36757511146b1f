import { isErrorToSdks } from '../stream/error-to-sdks';
import type { ContentFault } from '../stream/passage';
import {
  blankResponse,
  type CallFailure,
  echoOfCredential,
  pageAsResponse,
  reportedInStream,
  unfinishedStream,
  unsearchableResponse,
} from './call-failure';
import type { CallTerms } from './call-terms';
import { ERROR_BYTES_MAX } from './decode-error';
import { judgeStreamError } from './judge-stream-error';

/** A response that failed by its content. */
export interface ContentFailure {
  readonly failure: CallFailure;
  /** The vendor's own event for the failure; null if there is none, or it must not be passed on. */
  readonly event: Buffer | null;
  /** Whether SDKs would not see an error in the vendor's event, so that the gateway's own follows it. */
  readonly needsOwnEvent: boolean;
}

type WithoutEvent = Exclude<ContentFault['kind'], 'ERROR_EVENT' | 'ERROR_ANSWER'>;
const FAILURES: Readonly<Record<WithoutEvent, () => CallFailure>> = {
  BLANK: blankResponse,
  ECHO: echoOfCredential,
  PAGE: pageAsResponse,
  UNSEARCHABLE: unsearchableResponse,
  ENDED_EARLY: unfinishedStream,
};

/** @param headers of the response */
export function contentFailure(
  fault: Exclude<ContentFault, { kind: 'ERROR_ANSWER' }>,
  { policy, profile, model, clock, echo }: CallTerms,
  headers: readonly string[],
): ContentFailure {
  if (fault.kind !== 'ERROR_EVENT') return { failure: FAILURES[fault.kind](), event: null, needsOwnEvent: true };
  const { event, bytes } = fault;
  const judgement = judgeStreamError(policy, profile, event, headers, clock.wallMs(), model);
  const isTooLarge = bytes.length > ERROR_BYTES_MAX;
  const isEcho = echo?.isInHeaders(headers) === true || (!isTooLarge && echo?.isIn(bytes) === true);
  const isRejected = judgement.kind === 'CREDENTIAL_REJECTED';
  const withheld = isRejected ? 'CREDENTIAL_REJECTED' : isEcho ? 'CREDENTIAL_QUOTED' : isTooLarge ? 'TOO_LARGE' : null;
  return {
    failure: reportedInStream(judgement, withheld),
    event: withheld === null ? bytes : null,
    needsOwnEvent: !isErrorToSdks(profile.wireFormat, event),
  };
}
