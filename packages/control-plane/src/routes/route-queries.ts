import { compileAiApi } from '@switchyard/routing';
import type { DataSource } from 'typeorm';
import type { DataPlaneView } from '../data-planes/data-plane-directory';
import { inSnapshot } from '../database/in-transaction';
import { DomainError, notFound } from '../errors/domain-error';
import { OneByOne } from '../revisions/one-by-one';
import { checkInput } from '../rules/check-input';
import { describeRoute, simulateRoute } from './describe-route';
import { explainRouteRules, type RouteQuestion } from './explain-route-rules';
import type { ExplainedRoute } from './explained-route';
import { judgeRoute } from './judge-route';
import { type JudgedParts, type JudgedSubjects, readJudgedParts } from './read-judged-parts';
import { refuseUnknownTargets } from './refuse-unknown-targets';
import { routeHealth, tellHealth } from './route-health';

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
    const present = await inSnapshot(this.dataSource, (manager) => readJudgedParts(manager, subjectsOf(question)));
    if (question.consumerId && present.consumer === null) throw notFound('consumer', question.consumerId);
    if (present.aiApi === null) throw noSuchAiApi(question);
    refuseUnknownTargets(question.suspended, [present.entry]);
    return this.#explain(question, present, dataPlane);
  }

  async #explain(
    question: RouteQuestion,
    { entry, aiApi, consumer, revision, lineage }: JudgedParts,
    dataPlane: DataPlaneView | null,
  ): Promise<ExplainedRoute> {
    const { environment, ticket, requests, suspended } = question;
    const nowMs = this.now().getTime();
    const health = routeHealth(dataPlane, suspended, nowMs);
    const request = {
      environment,
      model: question.model ?? null,
      operation: question.operation ?? null,
      consumer,
      ticket,
    };
    const verdict = judgeRoute(entry === null ? null : compileAiApi(entry), request, health);
    const aiApiName = aiApi?.name ?? question.aiApiName ?? '';
    const notes = tellHealth(dataPlane, { lineage, revision });
    const described = describeRoute(verdict, { revision, aiApiName, entry, request, notes }, nowMs);
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

function subjectsOf({ aiApiId, aiApiName, consumerId }: RouteQuestion): JudgedSubjects {
  return { aiApiId: aiApiId ?? null, aiApiName: aiApiName ?? null, consumerId: consumerId ?? null };
}

function noSuchAiApi({ aiApiId, aiApiName }: RouteQuestion): DomainError {
  if (aiApiId) return notFound('AI API', aiApiId);
  return new DomainError('NOT_FOUND', `There is no AI API of the name ${JSON.stringify(aiApiName ?? '')}.`);
}
