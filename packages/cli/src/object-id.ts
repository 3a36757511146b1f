import type { ControlPlaneClient } from './control-plane-client';
import { OBJECTS_BY_NAME, OBJECTS_OF_PROVIDER } from './documents/changes';
import { CliFailure } from './failure';

const ID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i;

const LABELS: Readonly<Record<string, string>> = {
  provider: 'Provider',
  model: 'Model',
  endpoint: 'Endpoint',
  'ai-api': 'AI API',
  consumer: 'Consumer',
};

interface Found {
  readonly kind: string;
  readonly id: string;
}

/**
 * The id of an object that is written as `[kind:]name`, `[kind:]provider/name`, or as its id.
 *
 * @throws CliFailure if there is none, or several kinds have one of this name
 */
export async function objectId(client: ControlPlaneClient, given: string): Promise<string> {
  if (ID.test(given)) return given;
  const [, kind, path = given] = /^(provider|model|endpoint|ai-api|consumer):(.+)$/.exec(given) ?? [];
  const found = (await objectsAt(client, path)).filter((object) => kind === undefined || object.kind === kind);
  const [one, other] = found;
  if (one === undefined) {
    const advice = 'Write its name, or its provider and name, such as openai/main. For a deleted object, pass its id.';
    const what = kind === undefined ? 'Object' : LABELS[kind];
    throw new CliFailure('refused', `${what} "${path}" not found. ${advice}`, { code: 'NOT_FOUND' });
  }
  if (other === undefined) return one.id;
  const choices = found.map((object) => `${object.kind}:${path}`).join(' or ');
  throw new CliFailure('refused', `Several objects are called "${path}": write ${choices}.`);
}

async function objectsAt(client: ControlPlaneClient, path: string): Promise<Found[]> {
  const slash = path.indexOf('/');
  if (slash < 0) {
    const { provider, aiApi, consumer } = await client.ask(OBJECTS_BY_NAME, { name: path });
    return [
      ...(provider === null ? [] : [{ kind: 'provider', id: provider.id }]),
      ...(aiApi === null ? [] : [{ kind: 'ai-api', id: aiApi.id }]),
      ...(consumer === null ? [] : [{ kind: 'consumer', id: consumer.id }]),
    ];
  }
  // The name of a model may contain a slash; that of a provider never does.
  const name = path.slice(slash + 1);
  const { provider } = await client.ask(OBJECTS_OF_PROVIDER, { provider: path.slice(0, slash) });
  if (provider === null) return [];
  const models = provider.models.filter((model) => model.name === name);
  const endpoints = provider.endpoints.filter((endpoint) => endpoint.name.toLowerCase() === name.toLowerCase());
  return [...models.map(({ id }) => ({ kind: 'model', id })), ...endpoints.map(({ id }) => ({ kind: 'endpoint', id }))];
}
