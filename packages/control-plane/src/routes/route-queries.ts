import type { DataSource } from 'typeorm';
import type { DataPlaneView } from '../data-planes/data-plane-directory';
import { inSnapshot } from '../database/in-transaction';
import { badInput, DomainError, notFound } from '../errors/domain-error';
import type { FieldProblem } from '../errors/error-extensions';
import { checkInput } from '../rules/check-input';
import { describeRoute, simulateRoute } from './describe-route';
import { explainRouteRules, type RouteQuestion } from './explain-route-rules';
import type { ExplainedRoute } from './explained-route';
import { judgeRoute } from './judge-route';
import { type JudgedParts, readJudgedParts } from './read-judged-parts';
import { routeHealth, tellHealth } from './route-health';
import { OneByOne } from '../revisions/one-by-one';

/** More than these wait for no simulation. */
const SIMULATIONS_WAITING_MAX = 32;

/** What explanations need to know of data planes. */
export interface DataPlaneHealth {
  /** A data plane as it last reported itself; null where none of that id was seen in the last 24 hours. */
  view(id: string): DataPlaneView | null;
}

/** Where requests would go and why. */
export class RouteQueries {
  readonly #simulations = new OneByOne(
    SIMULATIONS_WAITING_MAX,
    'The control plane simulates as many requests as it can.',
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly dataPlanes: DataPlaneHealth,
    private readonly now: () => Date,
  ) {}

  /** @throws DomainError BAD_USER_INPUT; NOT_FOUND for the AI API, the consumer or the data plane; UNAVAILABLE */
  async explain(input: unknown): Promise<ExplainedRoute> {
    const question = checkInput(explainRouteRules, input);
    const dataPlane = this.#dataPlane(question.dataPlaneId);
    const parts = await inSnapshot(this.dataSource, (manager) => readJudgedParts(manager, question));
    if (parts.aiApi === null) throw noSuchAiApi(question);
    return this.#explain(question, parts, dataPlane);
  }

  async #explain(
    question: RouteQuestion,
    parts: JudgedParts,
    dataPlane: DataPlaneView | null,
  ): Promise<ExplainedRoute> {
    const { routable, consumer, revision } = parts;
    refuseUnknownTargets(question, parts);
    const nowMs = this.now().getTime();
    const health = routeHealth(dataPlane, question.suspended, nowMs);
    const { environment, ticket, requests } = question;
    const request = {
      environment,
      model: question.model ?? null,
      operation: question.operation ?? null,
      consumer,
      ticket,
    };
    const verdict = judgeRoute(routable, request, health);
    const described = describeRoute(
      verdict,
      {
        revision,
        aiApiName: parts.aiApi?.name ?? question.aiApiName ?? '',
        entry: routable?.entry ?? null,
        request,
        notes: tellHealth(dataPlane, parts),
      },
      nowMs,
    );
    if (!requests) return described;
    const simulation = await this.#simulations.take(() =>
      simulateRoute(verdict, described.candidates, health, ticket, requests),
    );
    return { ...described, simulation };
  }

  #dataPlane(id: string | null | undefined): DataPlaneView | null {
    if (!id) return null;
    const dataPlane = this.dataPlanes.view(id);
    if (dataPlane === null) throw notFound('data plane', id);
    return dataPlane;
  }
}

function noSuchAiApi({ aiApiId, aiApiName }: RouteQuestion): DomainError {
  if (aiApiId) return notFound('AI API', aiApiId);
  return new DomainError('NOT_FOUND', `There is no AI API of the name ${JSON.stringify(aiApiName ?? '')}.`);
}

/** One that is misspelt would be taken for available, and mislead. */
function refuseUnknownTargets({ suspended }: RouteQuestion, { routable }: JudgedParts): void {
  if (routable === null) return;
  const { models, endpoints } = routable.entry;
  const [modelIds, endpointIds] = [models, endpoints].map((items) => new Set(items.map(({ id }) => id)));
  const problems = suspended.flatMap(({ modelId, endpointId }, index): FieldProblem[] => {
    const names = (what: string) => `names no ${what} of the AI API's provider`;
    return [
      ...(modelIds?.has(modelId.toLowerCase()) === true
        ? []
        : [{ path: `suspended.${index}.modelId`, message: names('model'), reason: 'NOT_FOUND' as const }]),
      ...(endpointIds?.has(endpointId.toLowerCase()) === true
        ? []
        : [{ path: `suspended.${index}.endpointId`, message: names('endpoint'), reason: 'NOT_FOUND' as const }]),
    ];
  });
  if (problems.length > 0) throw badInput(problems);
}
