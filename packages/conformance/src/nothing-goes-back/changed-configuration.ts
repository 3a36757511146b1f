import { type Configuration, issueKey, makeConfiguration, setPolicies } from '../harness/demo-configuration';
import type { GraphqlClient } from '../harness/graphql';
import { type Change, LASTING_KEY, MODELS } from './change';
import type { Received } from './expected-table';

interface IssuedKey {
  readonly id: string | null;
  readonly secret: string;
}

interface AiApi {
  readonly configuration: Configuration;
  /** By the number of the key. */
  readonly keys: IssuedKey[];
}

/** The mutations that have no part in `issueKey` and `setPolicies`. */
type Mutation = 'revokeConsumerKey' | 'updateEndpoint' | 'rotateEndpointCredential' | 'revokeAccess' | 'grantAccess';

/** The configuration that a run changes: AI APIs, each with a provider, an endpoint and a consumer. */
export class ChangedConfiguration {
  readonly #upstreamUrl: string;
  readonly #aiApis: readonly AiApi[];
  /** The revision before the first change. */
  readonly revision: number;

  private constructor(upstreamUrl: string, aiApis: readonly AiApi[], revision: number) {
    this.#upstreamUrl = upstreamUrl;
    this.#aiApis = aiApis;
    this.revision = revision;
  }

  /** Makes what `firstTable` says. */
  static async make(graphql: GraphqlClient, upstreamUrl: string, count: number): Promise<ChangedConfiguration> {
    const aiApis: AiApi[] = [];
    let revision = 0;
    for (let number = 0; number < count; number += 1) {
      const configuration = await makeConfiguration(graphql, `${upstreamUrl}/place-0`, MODELS);
      revision = await setModel(graphql, configuration, MODELS[0]);
      const keys: IssuedKey[] = [];
      keys[LASTING_KEY] = { id: null, secret: configuration.liveKey };
      aiApis.push({ configuration, keys });
    }
    return new ChangedConfiguration(upstreamUrl, aiApis, revision);
  }

  basePath(aiApi: number): string {
    return this.#aiApi(aiApi).configuration.basePath;
  }

  /** How many keys were issued. */
  keyCount(aiApi: number): number {
    return this.#aiApi(aiApi).keys.length;
  }

  secret(aiApi: number, key: number): string {
    return this.#key(aiApi, key).secret;
  }

  /** Carries out a change. @returns the revision that has it */
  async carryOut(graphql: GraphqlClient, change: Change): Promise<number> {
    const { configuration, keys } = this.#aiApi(change.aiApi);
    const { consumerId, aiApiId, endpointId } = configuration;
    switch (change.kind) {
      case 'issue-key': {
        const { id, secret, revision } = await issueKey(graphql, consumerId, 'PRODUCTION');
        keys[change.key] = { id, secret };
        return revision;
      }
      case 'revoke-key':
        return mutate(graphql, 'revokeConsumerKey', { consumerKeyId: this.#key(change.aiApi, change.key).id });
      case 'set-policy':
        return setModel(graphql, configuration, change.model);
      case 'move-endpoint': {
        const url = `${this.#upstreamUrl}/place-${change.place}/v1`;
        return mutate(graphql, 'updateEndpoint', { endpointId, url, credential: credentialOf(change.credential) });
      }
      case 'rotate-credential':
        return mutate(graphql, 'rotateEndpointCredential', {
          endpointId,
          credential: credentialOf(change.credential),
        });
      case 'revoke-access':
        return mutate(graphql, 'revokeAccess', { consumerId, aiApiId });
      case 'grant-access':
        return mutate(graphql, 'grantAccess', { consumerId, aiApiId });
    }
  }

  #aiApi(number: number): AiApi {
    const aiApi = this.#aiApis[number];
    if (aiApi === undefined) throw new Error(`there is no AI API ${number}`);
    return aiApi;
  }

  #key(aiApi: number, number: number): IssuedKey {
    const key = this.#aiApi(aiApi).keys[number];
    if (key === undefined) throw new Error(`there is no key ${number} for AI API ${aiApi}`);
    return key;
  }
}

function setModel(graphql: GraphqlClient, configuration: Configuration, model: string): Promise<number> {
  const production = { targets: [configuration.target(model)] };
  return setPolicies(graphql, configuration.aiApiId, { roundRobin: { production } });
}

function credentialOf(credential: number): { apiKey: string } {
  return { apiKey: `credential-${credential}` };
}

async function mutate(graphql: GraphqlClient, mutation: Mutation, input: object): Promise<number> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { revision } }`;
  const { payload } = await graphql.ask<{ payload: { revision: number } }>(document, { input });
  return payload.revision;
}

/** What an upstream received, in the numbers of the changes; -1 for what no change has made. */
export function receivedBy(path: string, rawHeaders: readonly string[], model: string | null): Received {
  const place = /^\/place-(\d+)\/v1\//.exec(path)?.[1] ?? -1;
  const credential = /^Bearer (?:credential-(\d+)|vendor-key-.*-production)$/.exec(
    headerIn(rawHeaders, 'authorization'),
  );
  return { model, place: Number(place), credential: credential === null ? -1 : Number(credential[1] ?? 0) };
}

/** A header's value among names and values in turn; empty for none. */
export function headerIn(rawHeaders: readonly string[], name: string): string {
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? '' : (rawHeaders[at + 1] ?? '');
}
