import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { getObject } from '../../kernel/database/find-object';
import { DomainError } from '../../kernel/errors/domain-error';
import { checkInput } from '../../kernel/rules/check-input';
import { EndpointEntity } from '../../objects/endpoints/endpoint-entity';
import type { RequestContext } from '../../objects/loaders/request-context';
import { modelsOfProvider } from '../../objects/models/model-loaders';
import { compileCertificate, compileProvider } from '../../publication/compile-entries';
import { certificateRows, endpointRows, providerRows } from '../../publication/entry-rows';
import { type EndpointTest, type FetchModelsPayload, meaningOf, type TestEndpointPayload } from './endpoint-test';
import type { EndpointTester } from './endpoint-tester';

/** Tests of one caller. Each is a request to a vendor, on the operator's account. */
export const ENDPOINT_TESTS_PER_MINUTE_MAX = 10;

const endpointRules = z.object({ endpointId: z.string() });

/** Counts what each caller does. `RequestRate` satisfies this interface. */
export interface CallerRate {
  /** Null if it is allowed, otherwise the seconds after which to try again. */
  count(callerId: string): Promise<number | null>;
}

export class EndpointTestService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tester: EndpointTester,
    private readonly rate: CallerRate,
  ) {}

  /** @throws DomainError NOT_FOUND, RATE_LIMITED, UNAVAILABLE */
  async test(context: RequestContext, input: unknown): Promise<TestEndpointPayload & { endpoint: EndpointEntity }> {
    const { endpointId } = checkInput(endpointRules, input);
    const { manager } = this.dataSource;
    const endpoint = await getObject(manager, EndpointEntity, endpointId, 'endpoint');
    await this.#count(context);
    const [[provider], siblings] = await Promise.all([
      providerRows(manager, [endpoint.providerId]),
      endpointRows(manager, [endpoint.providerId]),
    ]);
    const row = siblings.find(({ id }) => id === endpoint.id);
    // It may have been deleted just now.
    if (provider === undefined || row === undefined) {
      await getObject(manager, EndpointEntity, endpointId, 'endpoint');
      throw new Error(`the endpoint ${endpointId} cannot be read`);
    }
    const { profile, endpoints } = compileProvider(provider, [], [row]);
    const [compiled] = endpoints;
    if (compiled === undefined) throw new Error(`the endpoint ${endpointId} was not compiled`);
    const certificates = (await certificateRows(manager, row.caCertificates ?? [])).map(compileCertificate);
    const answer = await this.tester.test({ profile, endpoint: compiled, certificates }, context.signal);
    const { outcome, status, durationMs, detail, models } = answer;
    const passed = outcome === 'ACCEPTED' || outcome === 'ANSWERED';
    const isCredentialSent = compiled.sealedCredential !== null && profile.credentialPlace !== 'NONE';
    const message = meaningOf(outcome, isCredentialSent);
    const test: EndpointTest = { outcome, passed, message, status, durationMs, detail, models };
    return { test, endpoint };
  }

  /** @throws DomainError as `test` */
  async fetchModels(context: RequestContext, input: unknown): Promise<FetchModelsPayload> {
    const { test, endpoint } = await this.test(context, input);
    const present = await modelsOfProvider(context.loaders).load(endpoint.providerId);
    const names = new Set(present.map(({ name }) => name));
    return { test, endpoint, models: (test.models ?? []).map((name) => ({ name, isAdded: names.has(name) })) };
  }

  async #count({ caller }: RequestContext): Promise<void> {
    const retryAfterSeconds = await this.rate.count(caller.actor.id);
    if (retryAfterSeconds === null) return;
    const message = `At most ${ENDPOINT_TESTS_PER_MINUTE_MAX} endpoints can be tested per minute. Try again later.`;
    throw new DomainError('RATE_LIMITED', message, { retryAfterSeconds });
  }
}
