import type { Outcome, TokenKind } from '@switchyard/contract';
import type { BehaviourInput } from '@switchyard/simulator';
import { PRIMARY } from './models';
import type { Operation } from './operation';
import type { WireFormat } from './wire-formats';

type Answer = BehaviourInput['answer'];

/** What becomes of a request. Its prompt names it, so that the vendor does its part. */
export interface Scenario {
  readonly name: string;
  /** How often it is picked, relative to the others. */
  readonly weight: number;
  /** The vendor's answer; that of the primary if it fails over. */
  readonly answer: Answer;
  /**
   * Whether the primary answers so only on a connection that was used before. The request is sent again on a fresh one, or if the
   * machine was too busy to tell that the vendor never saw it, to the fallback.
   */
  readonly onReusedConnection?: true;
  /** Whether the primary fails, so that the fallback answers. */
  readonly failsOver?: true;
  /** What becomes of an attempt after which another target is asked. */
  readonly failedAs?: Outcome;
  /** What becomes of the request, and of its last attempt: `outcomeOf` says it. */
  readonly outcome: Outcome | 'STREAM_ERROR';
  /** What the consumer gets. */
  readonly status: number;
  readonly form: 'STREAMED' | 'PLAIN' | 'EITHER';
  /** The kinds of tokens that the operation has to tell. */
  readonly needs?: readonly TokenKind[];
  readonly needsTool?: true;
  /** Only for an operation that answers with a text. */
  readonly needsText?: true;
  /** When the consumer leaves: within the answer, or before it. */
  readonly leaves?: 'WITHIN' | 'BEFORE';
  readonly asksUnknownModel?: true;
  readonly hasWrongKey?: true;
}

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
/** A consumer that leaves within the answer does so at this word. */
export const LEAVES_AT = 'word12';
/** Of a stream with `LONG` words; what precedes them is no content. */
const EVENTS_BEFORE_BREAK = 30;
const LONG = 60;

const good = { outcome: 'ANSWERED', status: 200, form: 'EITHER' } as const;
const streamed = { outcome: 'STREAM_FAILED', status: 200, form: 'STREAMED', needsText: true } as const;

export const SCENARIOS: readonly Scenario[] = [
  { name: 'short', weight: 16, answer: { content: words(3) }, ...good },
  { name: 'medium', weight: 16, answer: { content: words(20) }, ...good },
  { name: 'long', weight: 10, answer: { content: words(LONG) }, ...good },
  {
    name: 'cache-read',
    weight: 4,
    answer: { content: words(12), cacheReadTokens: 400 },
    ...good,
    needs: ['cacheRead'],
  },
  {
    name: 'cache-write',
    weight: 3,
    answer: { content: words(12), cacheReadTokens: 7, cacheWriteTokens: 120 },
    ...good,
    needs: ['cacheRead', 'cacheWrite5m'],
  },
  {
    name: 'cache-write-hour',
    weight: 3,
    answer: { content: words(12), cacheWriteTokens: 30, cacheWriteHourTokens: 90 },
    ...good,
    needs: ['cacheWrite5m', 'cacheWrite1h'],
  },
  {
    name: 'reasoning',
    weight: 4,
    answer: { content: words(12), reasoningTokens: 25 },
    ...good,
    needs: ['reasoning'],
  },
  {
    name: 'tool-call',
    weight: 6,
    answer: { content: words(20), toolCall: true },
    ...good,
    needsText: true,
    needsTool: true,
  },
  { name: 'slow-answer', weight: 2, answer: { content: words(12), delayMs: 800 }, ...good, form: 'PLAIN' },
  { name: 'slow-stream', weight: 4, answer: { content: words(40), eventDelayMs: 40 }, ...good, form: 'STREAMED' },
  { name: 'server-error', weight: 3, answer: { status: 500 }, failsOver: true, failedAs: 'FAILURE_STATUS', ...good },
  { name: 'rate-limit', weight: 3, answer: { status: 429 }, failsOver: true, failedAs: 'RATE_LIMITED', ...good },
  { name: 'reset', weight: 3, answer: { reset: true }, failsOver: true, failedAs: 'UNREACHABLE', ...good },
  {
    name: 'closed-when-idle',
    weight: 4,
    answer: { reset: true },
    onReusedConnection: true,
    failedAs: 'UNREACHABLE',
    ...good,
  },
  { name: 'cut', weight: 4, answer: { content: words(LONG), cutAfterEvents: EVENTS_BEFORE_BREAK }, ...streamed },
  {
    name: 'error-within',
    weight: 3,
    answer: { content: words(LONG), errorAfterEvents: EVENTS_BEFORE_BREAK },
    ...streamed,
    outcome: 'STREAM_ERROR',
  },
  {
    name: 'consumer-leaves',
    weight: 4,
    answer: { content: words(LONG), stallAfterEvents: EVENTS_BEFORE_BREAK },
    ...streamed,
    outcome: 'CONSUMER_GONE',
    leaves: 'WITHIN',
  },
  {
    name: 'consumer-leaves-early',
    weight: 2,
    answer: { delayMs: 5_000 },
    ...good,
    outcome: 'CONSUMER_GONE',
    leaves: 'BEFORE',
  },
  { name: 'invalid', weight: 3, answer: { status: 422 }, outcome: 'REQUEST_INVALID', status: 422, form: 'EITHER' },
  {
    name: 'unknown-model',
    weight: 2,
    answer: {},
    outcome: 'UNKNOWN_MODEL',
    status: 404,
    form: 'EITHER',
    asksUnknownModel: true,
  },
  {
    name: 'wrong-key',
    weight: 2,
    answer: {},
    outcome: 'INVALID_API_KEY',
    status: 401,
    form: 'EITHER',
    hasWrongKey: true,
  },
];

/** What becomes of a request of this scenario, and of its last attempt. */
export function outcomeOf({ outcome }: Scenario, { streamErrorAs = 'STREAM_FAILED' }: Operation): Outcome {
  return outcome === 'STREAM_ERROR' ? streamErrorAs : outcome;
}

/** Whether such a request can be made by this operation. */
export function suits({ form, needs = [], needsText }: Scenario, operation: Operation): boolean {
  const canBeSent = operation.answersText || (!needsText && form !== 'STREAMED');
  return canBeSent && needs.every((kind) => operation.tells.includes(kind));
}

/** The words of a prompt by which the vendor knows what to do. */
export function markOf({ name }: Scenario): string {
  return `[scenario ${name}]`;
}

/** What the vendors of these formats do. @param keyOf the credential of a format's endpoint */
export function behavioursOf(formats: readonly WireFormat[], keyOf: (format: WireFormat) => string): BehaviourInput[] {
  const rejecting = formats.filter(({ rejectsUsageOption }) => rejectsUsageOption);
  const odd = formats.filter(({ quirk }) => quirk !== undefined);
  return [
    ...rejecting.map((format) => ({
      match: { key: keyOf(format), bodyIncludes: '"stream_options"' },
      answer: { status: 400, body: { error: { message: 'Unrecognized request argument supplied: stream_options' } } },
    })),
    ...odd.flatMap((format) =>
      SCENARIOS.flatMap((scenario) => answersTo(scenario, { key: keyOf(format) }, format.quirk)),
    ),
    ...SCENARIOS.flatMap((scenario) => answersTo(scenario, {}, {})),
  ];
}

function answersTo(scenario: Scenario, match: { key?: string }, quirk: Answer = {}): BehaviourInput[] {
  const bodyIncludes = markOf(scenario);
  const otherwise = { match: { ...match, bodyIncludes }, answer: { ...quirk, content: words(20) } };
  const { answer, failsOver, onReusedConnection } = scenario;
  if (failsOver) return [{ match: { ...match, bodyIncludes, model: PRIMARY }, answer }, otherwise];
  const onReused = { ...match, bodyIncludes, model: PRIMARY, reusedConnection: true };
  if (onReusedConnection) return [{ match: onReused, answer }, otherwise];
  return [{ match: { ...match, bodyIncludes }, answer: { ...quirk, ...answer } }];
}
