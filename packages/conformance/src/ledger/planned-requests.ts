import type { SeededRandom } from '../harness/seeded-random';
import { FALLBACK, PRIMARY, UNKNOWN } from './models';
import type { Operation } from './operation';
import { markOf, type Scenario, SCENARIOS, suits } from './scenarios';
import { WIRE_FORMATS, type WireFormat } from './wire-formats';

/** A request that a consumer is going to send. */
export interface PlannedRequest {
  /** Counted from 0. The vendor sees it in the header `LEDGER_HEADER`. */
  readonly number: number;
  readonly format: WireFormat;
  readonly operation: Operation;
  readonly scenario: Scenario;
  readonly model: string;
  readonly path: string;
  readonly body: string;
}

/** The header in which each request has its number, which the gateway passes on. */
export const LEDGER_HEADER = 'x-ledger-request';

const PROMPT_WORDS_MAX = 300;
/** How often a request has an image, offers a tool, or asks for the model that no policy is for. */
const IMAGE_SHARE = 0.1;
const TOOL_SHARE = 0.2;
const FALLBACK_SHARE = 0.15;

/** Each operation with its format. */
const OPERATIONS = WIRE_FORMATS.flatMap((format) => format.operations.map((operation) => ({ format, operation })));

/**
 * So many requests. Each operation has its turn, and at every other request each scenario, so that few requests have them all;
 * the rest is by the random numbers.
 */
export function plannedRequests(random: SeededRandom, count: number): PlannedRequest[] {
  const inTurn = turns(SCENARIOS);
  return Array.from({ length: count }, (_, number) => {
    const { format, operation } = OPERATIONS[number % OPERATIONS.length] ?? random.pick(OPERATIONS);
    const isSuitable = (scenario: Scenario) => suits(scenario, operation);
    const scenario = number % 2 === 0 ? inTurn(isSuitable) : pickByWeight(random, SCENARIOS.filter(isSuitable));
    return plannedRequest(random, number, { format, operation, scenario });
  });
}

/** A request with this number, whose prompt and model the random numbers decide. */
export function plannedRequest(
  random: SeededRandom,
  number: number,
  { format, operation, scenario }: Pick<PlannedRequest, 'format' | 'operation' | 'scenario'>,
): PlannedRequest {
  const { form, failedAs, needsTool = false, asksUnknownModel = false } = scenario;
  const isStreamed = operation.answersText && (form === 'STREAMED' || (form === 'EITHER' && random.next() < 0.5));
  const known = failedAs === undefined && random.next() < FALLBACK_SHARE ? FALLBACK : PRIMARY;
  const model = asksUnknownModel ? UNKNOWN : known;
  const filler = Array.from({ length: random.whole(1, PROMPT_WORDS_MAX) }, (_, word) => `question${word % 10}`);
  const prompt = {
    text: `${markOf(scenario)} ${filler.join(' ')}`,
    hasImage: random.next() < IMAGE_SHARE,
    hasTool: needsTool || random.next() < TOOL_SHARE,
  };
  const body = JSON.stringify(operation.body(prompt, model, isStreamed));
  return { number, format, operation, scenario, model, path: operation.path(model, isStreamed), body };
}

/** Returns the element that has waited longest of those that suit. */
function turns<T>(elements: readonly T[]): (suits: (element: T) => boolean) => T {
  const waiting = [...elements];
  return (isSuitable) => {
    const index = Math.max(0, waiting.findIndex(isSuitable));
    const [next] = waiting.splice(index, 1);
    if (next === undefined) throw new RangeError('nothing to choose from');
    waiting.push(next);
    return next;
  };
}

function pickByWeight(random: SeededRandom, scenarios: readonly Scenario[]): Scenario {
  let left = random.next() * scenarios.reduce((sum, { weight }) => sum + weight, 0);
  for (const scenario of scenarios) {
    left -= scenario.weight;
    if (left < 0) return scenario;
  }
  return random.pick(scenarios);
}
