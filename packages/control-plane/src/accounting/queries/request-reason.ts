import { type AttemptOfRecord, type NextAction, OUTCOMES, type RequestRecord } from '@switchyard/contract';

/** What the gateway did after a request's last attempt, where that says more than its outcome. */
const AFTER_LAST: Readonly<Record<NextAction, string | null>> = {
  ANSWER: null,
  NEXT_TARGET: null,
  GIVE_UP: 'Targets were left, but no attempts or no time.',
  EXHAUSTED: 'No target was left.',
  CONSUMER_GONE: null,
};

/** Why a request ended as it did, in sentences. */
export function requestReason({ outcome, attempts }: Pick<RequestRecord, 'outcome' | 'attempts'>): string {
  const last = attempts.at(-1);
  const { meaning } = OUTCOMES[outcome];
  if (last === undefined) return meaning;
  const sentences: string[] = [meaning];
  const isOfLast = last.outcome === outcome;
  if (outcome === 'ANSWERED') sentences[0] = `Answered in full by ${targetOf(last)}.`;
  else if (isOfLast) sentences.push(`${capitalized(targetOf(last))}: ${whatHappened(last)}.`);
  const failed = attempts.filter((attempt) => attempt !== last || !isOfLast);
  if (failed.length > 0) sentences.push(`Before, ${failed.map(inBrief).join(', then ')}.`);
  const after = AFTER_LAST[last.next];
  if (after !== null && outcome !== 'ANSWERED') sentences.push(after);
  return sentences.join(' ');
}

function targetOf({ provider, endpoint, model }: AttemptOfRecord): string {
  const name = `endpoint ${endpoint.name} of provider ${provider.name}`;
  return model === null ? name : `model ${model.name} on ${name}`;
}

function whatHappened({ outcome, status, error }: AttemptOfRecord): string {
  if (error !== null) return error.replace(/\.$/, '');
  return status === null ? outcome : `${outcome} (${status})`;
}

function inBrief(attempt: AttemptOfRecord): string {
  const { endpoint, provider, outcome, status } = attempt;
  return `${provider.name}/${endpoint.name} had ${outcome}${status === null ? '' : ` (${status})`}`;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
