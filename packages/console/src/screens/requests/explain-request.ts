import type { Attempt, DetailedRequest } from './timeline';

export function targetName({ modelName, endpointName }: Pick<Attempt, 'modelName' | 'endpointName'>): string {
  return modelName === null || modelName === undefined ? endpointName : `${modelName} · ${endpointName}`;
}

const NEXT: Record<Attempt['next'], string> = {
  ANSWER: 'its response went to the consumer',
  NEXT_TARGET: 'the next target was asked',
  GIVE_UP: 'no further attempt was allowed, or no time was left',
  EXHAUSTED: 'no other target was left',
  CONSUMER_GONE: 'the consumer was gone',
};

/** What followed an attempt, as the end of a sentence. */
export function nextText({ next }: Pick<Attempt, 'next'>): string {
  return NEXT[next];
}

const RESEND: Record<Attempt['resendCauses'][number], string> = {
  CONNECTION_CLOSED: 'the reused connection was closed before a response began',
  STREAM_USAGE_REJECTED: 'the vendor rejected the option that asks for the usage of a stream',
};

/** Why an attempt was sent once more, as the end of a sentence. */
export function resendText(cause: Attempt['resendCauses'][number]): string {
  return RESEND[cause];
}

/**
 * What happened to a request, in one sentence.
 *
 * @param meaning of its outcome, as the schema has it
 */
export function explainRequest(
  { outcome, attempts }: Pick<DetailedRequest, 'outcome' | 'attempts'>,
  meaning: string,
): string {
  const last = attempts.at(-1);
  if (last === undefined) return `${meaning} No vendor was asked.`;
  if (outcome !== 'ANSWERED') {
    const times = attempts.length === 1 ? 'one attempt' : `${attempts.length} attempts`;
    return `${meaning} After ${times}, ${nextText(last)}.`;
  }
  if (attempts.length === 1) return `${targetName(last)} answered at the first attempt.`;
  const failed = attempts.length - 1;
  return `${targetName(last)} answered after ${failed === 1 ? 'another target' : `${failed} other targets`} had failed.`;
}
