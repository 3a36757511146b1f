import type { Attempt, DescribedRequest, Used } from '../documents/requests';
import type { Tokens } from '../documents/tokens';
import type { Paint } from '../output';
import { amountOf, countOf, durationOf } from './figures';
import { table } from './table';
import { visible } from './visible';

/** What happened to a request. @param names what its consumer is called, by id */
export function renderRequest(request: DescribedRequest, names: ReadonlyMap<string, string>, paint: Paint): string {
  const { outcome, fault, reason, advice, attempts } = request;
  const ended = fault === 'NONE' ? outcome : `${outcome}, fault: ${fault}`;
  const lines = [
    `Request ${visible(request.id)} at ${visible(request.at)}: ${paint(fault === 'NONE' ? 'green' : 'red', visible(ended))}`,
    visible(reason),
  ];
  if (advice !== null) lines.push(`What to do: ${visible(advice)}`);
  lines.push('', ...facts(request, names));
  if (attempts.length > 0) lines.push('', renderAttempts(request), ...details(attempts));
  return lines.join('\n');
}

function facts(request: DescribedRequest, names: ReadonlyMap<string, string>): string[] {
  const { consumerId, streamed, operation, policyId, revision } = request;
  const consumer = consumerId === null ? 'not authenticated' : (names.get(consumerId) ?? `${consumerId} (deleted)`);
  const rows: [string, string | null][] = [
    ['AI API', request.aiApiName],
    ['Consumer', request.environment === null ? consumer : `${consumer}, ${request.environment.toLowerCase()}`],
    ['Operation', operation === null ? null : `${operation}${streamed ? ', streamed' : ''}`],
    ['Model', modelsOf(request)],
    ['Routed by', policyId === null ? null : `policy ${policyId}, revision ${revision ?? 'unknown'}`],
    ['Response', responseOf(request)],
    ['Used', usedOf(request.used)],
    ['Data plane', request.dataPlaneId],
    ['Trace', request.traceId],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(12)}${visible(value)}`]));
}

function modelsOf({ askedModel, sentModel, answeredModel, serviceTier }: DescribedRequest): string | null {
  if (askedModel === null && sentModel === null) return null;
  const parts = [`asked for ${askedModel ?? 'none'}`];
  if (sentModel !== null && sentModel !== askedModel) parts.push(`sent ${sentModel}`);
  if (answeredModel !== null && answeredModel !== sentModel) parts.push(`answered by ${answeredModel}`);
  if (serviceTier !== null) parts.push(`service tier ${serviceTier}`);
  return parts.join(', ');
}

function responseOf({ status, totalMs, msToFirstContent, overheadMs, requestBytes, responseBytes }: DescribedRequest) {
  const parts = [status === null ? 'none' : String(status), `after ${durationOf(totalMs)}`];
  if (msToFirstContent !== null) parts.push(`first content after ${durationOf(msToFirstContent)}`);
  if (overheadMs !== null) parts.push(`gateway ${durationOf(overheadMs)}`);
  return `${parts.join(', ')}; ${countOf(requestBytes)} bytes in, ${countOf(responseBytes)} out`;
}

function usedOf({ tokens, estimatedTokens, cost, estimatedCost }: Used): string | null {
  const parts = [tokensOf(tokens, ''), tokensOf(estimatedTokens, 'about ')].filter((text) => text !== null);
  if (parts.length === 0) return null;
  const amounts = [
    ...(cost === null ? [] : [amountOf(cost)]),
    ...(estimatedCost === null || Number(estimatedCost) === 0 ? [] : [`about ${amountOf(estimatedCost)}`]),
  ];
  return `${parts.join(' and ')}; cost ${amounts.length === 0 ? 'unknown, without a price' : amounts.join(' and ')}`;
}

const KINDS: readonly [keyof Tokens, string][] = [
  ['input', 'input'],
  ['cacheRead', 'read from cache'],
  ['cacheWrite5m', 'written to cache'],
  ['cacheWrite1h', 'written to cache for 1 h'],
  ['output', 'output'],
  ['reasoning', 'reasoning'],
];

/** Null if there are none. @param about is put before each count */
function tokensOf(tokens: Tokens, about: string): string | null {
  const parts = KINDS.flatMap(([kind, name]) =>
    tokens[kind] === 0 ? [] : [`${about}${countOf(tokens[kind])} ${name}`],
  );
  return parts.length === 0 ? null : `${parts.join(', ')} tokens`;
}

function renderAttempts({ at, attempts }: DescribedRequest): string {
  return table(
    ['ATTEMPT', 'BEGAN', 'TARGET', 'OUTCOME', 'STATUS', 'HEADERS', 'ENDED', 'THEN'],
    attempts.map((attempt, index) => [
      String(index + 1),
      `+${durationOf(Math.max(Date.parse(attempt.startedAt) - Date.parse(at), 0))}`,
      targetOf(attempt),
      attempt.outcome,
      attempt.status === null ? '-' : String(attempt.status),
      durationOf(attempt.msToHeaders),
      durationOf(attempt.msToEnd),
      attempt.next,
    ]),
  );
}

/** A newer control plane may name others. */
const RESEND_CAUSES: Readonly<Record<string, string>> = {
  CONNECTION_CLOSED: 'the reused connection was closed before a response began',
  STREAM_USAGE_REJECTED: 'the vendor rejected the option `stream_options.include_usage`, which the gateway had added',
};

function details(attempts: readonly Attempt[]): string[] {
  const lines = attempts.flatMap(({ error, vendorRequestId, resendCauses }, index) => {
    const parts = [
      ...(error === null ? [] : [error]),
      ...resendCauses.map((cause) => `sent once more: ${RESEND_CAUSES[cause] ?? cause}`),
      ...(vendorRequestId === null ? [] : [`the vendor's id: ${vendorRequestId}`]),
    ];
    return parts.length === 0 ? [] : [`  ${index + 1}: ${visible(parts.join('; '))}`];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

/** As in the header `x-switchyard-target`, after its provider. */
export function targetOf({
  providerName,
  endpointName,
  modelName,
}: Pick<Attempt, 'providerName' | 'endpointName' | 'modelName'>): string {
  return modelName === null ? `${providerName}/${endpointName}` : `${providerName}/${endpointName}/${modelName}`;
}
