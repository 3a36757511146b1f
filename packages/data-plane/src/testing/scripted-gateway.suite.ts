import type { ServerResponse } from 'node:http';
import type { HeldSuspension } from '../health/policy-state';
import { GatewayUnderTest, type LimitsUnderTest } from './gateway-under-test.suite';
import { ScriptedUpstream, type Script } from './scripted-upstream.suite';
import type { Vendor } from './vendors.suite';

export let upstream: ScriptedUpstream;
export let gateway: GatewayUnderTest;

/** A scripted upstream and a gateway in front of it, new for each test of a file. */
export function scriptedGateway(models?: string[], limits?: LimitsUnderTest): void {
  beforeEach(async () => {
    upstream = new ScriptedUpstream();
    gateway = await new GatewayUnderTest(await upstream.listen(), models, limits).listen();
  });
  afterEach(async () => {
    await gateway.close();
    upstream.close();
  });
}

export const JSON_TYPE = { 'content-type': 'application/json' };
export const EVENT_STREAM = { 'content-type': 'text/event-stream' };

/** A script that answers with one body. */
export const answering =
  (status: number, body: string | Buffer, headers: Record<string, string> = JSON_TYPE): Script =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** How a vendor ends a response that it has written. */
export type Ending = (response: ServerResponse) => void;
export const properly: Ending = (response) => response.end();
export const cut: Ending = (response) => response.socket?.destroy();
export const reset: Ending = (response) => response.socket?.resetAndDestroy();
export const silent: Ending = () => {};

/** A script that answers with these bytes, and then ends. */
export const ending =
  (body: string, end: Ending, headers: Record<string, string> = EVENT_STREAM): Script =>
  (response) => {
    response.writeHead(200, headers);
    response.write(Buffer.from(body), () => setImmediate(() => end(response)));
  };

/** Lets the model `a` of a vendor answer by a script; the other targets, if any, answer well. */
export function serve(vendor: Pick<Vendor, 'profile'>, ofA: Script, ...others: string[]): void {
  gateway.provider.profile = vendor.profile;
  upstream.scripts.set('a', ofA);
  const production = ['a', ...others];
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production, maxAttempts: production.length, suspendDurationSeconds: 60 });
}

/** The suspensions of all targets. */
export const suspensions = (): readonly HeldSuspension[] =>
  [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions.values()]);
