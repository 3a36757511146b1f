import type { DataSource } from 'typeorm';
import type { DataPlaneView } from '../fleet/data-planes/data-plane-directory';
import { inSnapshot } from '../kernel/database/in-transaction';
import { badInput, DomainError, notFound } from '../kernel/errors/domain-error';
import type { ChangeInProgress } from '../change/change-in-progress';
import type { ChangeCorridor } from '../change/commit-change';
import { SerialQueue } from '../change/serial-queue';
import { checkInput } from '../kernel/rules/check-input';
import type { Caller } from '../kernel/caller/caller';
import { describeRoute, simulateRoute } from './describe-route';
import { explainRouteRules, type RouteQuestion } from './explain-route-rules';
import type { ExplainedRoute } from './explained-route';
import { judgeRoute } from './judge-route';
import { type JudgedParts, type JudgedSubjects, readJudgedParts } from './read-judged-parts';
import { PolicyListCheck, replaceAll } from '../objects/policies/set-policies-service';
import { refuseUnknownTargets } from './refuse-unknown-targets';
import { routeHealth, tellHealth } from './route-health';

/** Further simulations are refused. */
const SIMULATIONS_WAITING_MAX = 32;

/** What explanations need to know of data planes. */
export interface DataPlaneHealth {
  /** A data plane's last report; null where none with that id was seen in the last 24 hours. */
  view(id: string): DataPlaneView | null;
}

/** Reads manifests. */
export interface ManifestReader {
  /**
   * @returns a function that applies the manifest within a change
   * @throws DomainError BAD_USER_INPUT
   */
  prepare(
    caller: Caller,
    input: Pick<RouteQuestion, 'manifest' | 'prune' | 'labelSelector'>,
  ): Promise<(change: ChangeInProgress) => Promise<unknown>>;
}

/** The AI API and the consumer in the current configuration, and in the proposed one. */
interface ReadParts {
  readonly present: JudgedParts;
  /** Null unless a configuration is proposed. */
  readonly proposed: JudgedParts | null;
}

/** Explains where requests would go and why. */
export class RouteQueries {
  readonly #simulations = new SerialQueue(
    SIMULATIONS_WAITING_MAX,
    'The control plane has reached its limit of simulations.',
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: ChangeCorridor,
    private readonly manifests: ManifestReader,
    private readonly dataPlanes: DataPlaneHealth,
    private readonly now: () => Date,
  ) {}

  /**
   * @throws DomainError BAD_USER_INPUT; NOT_FOUND for the AI API, the consumer or the data plane; CONFLICT where the
   *   manifest does not fit; UNAVAILABLE
   */
  async explain(caller: Caller, input: unknown): Promise<ExplainedRoute> {
    const question = checkInput(explainRouteRules, input);
    const dataPlane = this.#dataPlane(question.dataPlaneId);
    const { present, proposed } = await this.#read(caller, question);
    if (question.consumerId && present.consumer === null) throw notFound('consumer', question.consumerId);
    if (present.aiApi === null && !proposed?.aiApi) throw noSuchAiApi(question);
    refuseUnknownTargets(question.suspended, [present.routable, proposed?.routable ?? null]);
    const explained = await this.#explain(question, present, dataPlane);
    if (proposed === null) return explained;
    return { ...explained, proposed: await this.#explain(question, proposed, dataPlane) };
  }

  async #read(caller: Caller, question: RouteQuestion): Promise<ReadParts> {
    const { manifest, policies, prune, labelSelector } = question;
    const subjects = subjectsOf(question);
    if (policies) return this.#readWithPolicies(question, subjects, policies);
    if (manifest === null || manifest === undefined) {
      return {
        present: await inSnapshot(this.dataSource, (manager) => readJudgedParts(manager, subjects)),
        proposed: null,
      };
    }
    const carryOut = await this.manifests.prepare(caller, { manifest, prune, labelSelector });
    // Under the lock of the dry run both are of one revision.
    return this.corridor.dryRun(async (change) => {
      const present = await readJudgedParts(change.manager, subjects);
      await carryOut(change);
      const proposed = await readJudgedParts(change.manager, sameSubjects(present, subjects));
      return { present, proposed: withoutConsumer(present, proposed) };
    });
  }

  /** Reads the present and what setting the policies would make of it, in one revision. */
  async #readWithPolicies(question: RouteQuestion, subjects: JudgedSubjects, policies: object): Promise<ReadParts> {
    const { aiApi } = await inSnapshot(this.dataSource, (manager) => readJudgedParts(manager, subjects));
    if (aiApi === null) throw noSuchAiApi(question);
    const check = new PolicyListCheck({ ...policies, aiApiId: aiApi.id });
    try {
      return await this.corridor.dryRunChecked(check, async (change) => {
        const present = await readJudgedParts(change.manager, subjects);
        await replaceAll(check, change);
        return { present, proposed: await readJudgedParts(change.manager, subjects) };
      });
    } catch (error) {
      throw error instanceof DomainError ? within('policies', error) : error;
    }
  }

  async #explain(
    question: RouteQuestion,
    { routable, aiApi, policyNames, consumer, revision, lineage }: JudgedParts,
    dataPlane: DataPlaneView | null,
  ): Promise<ExplainedRoute> {
    const { environment, ticket, requests, suspended, suspendedAs } = question;
    const nowMs = this.now().getTime();
    const health = routeHealth(dataPlane, suspended, suspendedAs, nowMs);
    const request = {
      environment,
      model: question.model ?? null,
      operation: question.operation ?? null,
      body: question.body ?? null,
      consumer,
      ticket,
    };
    const verdict = judgeRoute(routable, request, health);
    const aiApiName = aiApi?.name ?? question.aiApiName ?? '';
    const notes = tellHealth(dataPlane, { lineage, revision });
    const described = describeRoute(
      verdict,
      { revision, aiApiName, aiApi: routable, policyNames, request, notes },
      nowMs,
    );
    if (!requests) return described;
    const simulation = await this.#simulations.run(() =>
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

/** A renamed AI API is still the same one; a new AI API under the old name takes its place. */
function sameSubjects({ aiApi }: JudgedParts, subjects: JudgedSubjects): JudgedSubjects {
  return aiApi === null ? subjects : { ...subjects, aiApiId: aiApi.id, aiApiName: aiApi.name };
}

/** Keys of a consumer that the manifest deletes get the same answer as those of a disabled one. */
function withoutConsumer(present: JudgedParts, proposed: JudgedParts): JudgedParts {
  const consumer = proposed.consumer ?? (present.consumer && { ...present.consumer, enabled: false });
  return { ...proposed, consumer };
}

/** An error about a member of the input that was checked by itself. */
function within(member: string, error: DomainError): DomainError {
  const fields = error.details.fields?.map(({ path, message, reason }) => {
    return { path: [member, path].filter((part) => part !== '').join('.'), message, reason };
  });
  if (fields === undefined) return error;
  if (error.code === 'BAD_USER_INPUT') return badInput(fields);
  return new DomainError(error.code, error.message, { ...error.details, fields });
}

function noSuchAiApi({ aiApiId, aiApiName }: RouteQuestion): DomainError {
  if (aiApiId) return notFound('AI API', aiApiId);
  return new DomainError('NOT_FOUND', `There is no AI API named ${JSON.stringify(aiApiName ?? '')}.`, {
    fields: [{ path: 'aiApiName', message: 'no AI API has this name', reason: 'NOT_FOUND' }],
  });
}
