import type { ProviderProfile } from '@switchyard/contract';
import { formatOf } from '../formats/format-of';
import type { Passage } from '../stream/passage';
import { StreamPassage } from '../stream/stream-passage';
import { terminalEvent } from '../stream/terminal-event';
import type { CallFailure } from './call-failure';
import { failureError } from './failure-error';

/** The gateway's own error event at the end of a failed stream; null if it would be read as part of another event. */
export function ownEvent(
  passage: Passage | null,
  { wireFormat }: ProviderProfile,
  failure: CallFailure,
): Buffer | null {
  if (!(passage instanceof StreamPassage) || !passage.isStream || !passage.isBetweenEvents) return null;
  return terminalEvent(wireFormat, formatOf(wireFormat).errorBody(failureError(failure)), passage);
}
