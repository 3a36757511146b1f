import type { ControlPlaneClient } from './control-plane-client';
import { CONSUMER_ID } from './documents/consumer-keys';
import { CliFailure } from './failure';

/** @throws CliFailure if there is no consumer with that name */
export async function consumerId(client: ControlPlaneClient, name: string): Promise<string> {
  const { consumer } = await client.ask(CONSUMER_ID, { name });
  if (consumer === null) throw noSuchConsumer(name);
  return consumer.id;
}

export function noSuchConsumer(name: string): CliFailure {
  return new CliFailure('refused', `Consumer "${name}" not found.`, { code: 'NOT_FOUND' });
}
