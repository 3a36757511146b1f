import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import type { Authenticator } from '../../objects/access-tokens/authenticator';
import type { AuditTrail } from '../../history/audit/audit-trail';
import { noteRefusal } from '../http/admission';
import type { Sessions } from '../sessions/sessions';
import type { Caller } from '../../kernel/caller/caller';
import { CloseCode } from './close-code';
import type { LiveConnection } from './live-connection';
import type { LiveLimits } from './live-limits';

export interface LiveCallersParts {
  readonly authenticator: Authenticator;
  readonly sessions: Pick<Sessions, 'stillLive'>;
  readonly audit: AuditTrail;
  readonly limits: LiveLimits;
  readonly now: () => Date;
  readonly log: Logger;
}

/**
 * The callers of open connections. Every second the database is asked which of their access tokens, and of their sessions
 * in the console, are still valid: one statement for each of the two. That does not depend on a message from the control plane that revokes a token, so no lost message can keep a
 * revoked token connected. If the database does not answer for too long, connections are closed with TRY_AGAIN_LATER,
 * because a revocation could have been missed.
 */
export class LiveCallers {
  readonly #callers = new Map<LiveConnection, Caller>();
  /** The ids of the sessions of the console's pages. */
  readonly #sessions = new Map<LiveConnection, string>();
  readonly #timer: NodeJS.Timeout;
  #checkedAtMs = performance.now();
  #checking: Promise<void> | null = null;

  constructor(private readonly parts: LiveCallersParts) {
    this.#timer = setInterval(() => this.#tick(), parts.limits.tokenCheckIntervalMs).unref();
  }

  get perCallerMax(): number {
    return this.parts.limits.connectionsPerCallerMax;
  }

  get subscribedFieldsMax(): number {
    return this.parts.limits.subscribedFieldsPerCallerMax;
  }

  /** The number of open connections of a caller. */
  countOf({ actor }: Caller): number {
    return [...this.#callers.values()].filter((caller) => caller.actor.id === actor.id).length;
  }

  /** Whether a caller may start one more subscription with that many fields per event. */
  maySubscribe(caller: Caller, fields: number): boolean {
    return this.#subscribedFieldsOf(caller) + fields <= this.subscribedFieldsMax;
  }

  /** @param sessionId null if the connection was authenticated by a token */
  add(connection: LiveConnection, caller: Caller, sessionId: string | null): void {
    if (this.#revocable().length === 0) this.#checkedAtMs = performance.now();
    this.#callers.set(connection, caller);
    if (sessionId !== null) this.#sessions.set(connection, sessionId);
    connection.authenticatedAs(caller);
  }

  remove(connection: LiveConnection): void {
    this.#forget(connection);
  }

  /** Whether a connection may receive an event now; closes it if its token has expired. */
  mayReceive(connection: LiveConnection): boolean {
    const caller = this.#callers.get(connection);
    if (caller === undefined || !connection.isOpen) return false;
    if (caller.expiresAt === null || caller.expiresAt > this.parts.now()) return true;
    this.#refuse(connection, caller);
    return false;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#checking;
  }

  #subscribedFieldsOf({ actor }: Caller): number {
    return [...this.#callers].reduce(
      (sum, [connection, caller]) => sum + (caller.actor.id === actor.id ? connection.subscribedFields : 0),
      0,
    );
  }

  /** The connections whose access token or session may end before the control plane does. */
  #revocable(): [LiveConnection, Caller][] {
    return [...this.#callers].filter(
      ([connection, { actor }]) => actor.kind === 'ACCESS_TOKEN' || this.#sessions.has(connection),
    );
  }

  #forget(connection: LiveConnection): boolean {
    this.#sessions.delete(connection);
    return this.#callers.delete(connection);
  }

  #tick(): void {
    for (const connection of this.#callers.keys()) this.mayReceive(connection);
    const connections = this.#revocable();
    if (performance.now() - this.#checkedAtMs > this.parts.limits.tokenUncheckedMaxMs) this.#giveUp(connections);
    if (connections.length > 0) this.#checking ??= this.#check(connections).finally(() => (this.#checking = null));
    else this.#checkedAtMs = performance.now();
  }

  async #check(connections: readonly [LiveConnection, Caller][]): Promise<void> {
    const startedAtMs = performance.now();
    try {
      const stillValid = await this.#stillValid(connections);
      this.#checkedAtMs = startedAtMs;
      for (const [connection, caller] of connections) if (!stillValid(connection)) this.#refuse(connection, caller);
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      this.parts.log.warn({ reason }, 'failed to check the tokens of subscribers');
    }
  }

  async #stillValid(connections: readonly [LiveConnection, Caller][]): Promise<(of: LiveConnection) => boolean> {
    const sessionIds = new Map(this.#sessions);
    const tokenIds = new Map(
      connections.flatMap(([connection, { actor }]) =>
        sessionIds.has(connection) ? [] : [[connection, actor.id] as const],
      ),
    );
    const valid = new Set([
      ...(tokenIds.size > 0 ? await this.parts.authenticator.stillActive([...new Set(tokenIds.values())]) : []),
      ...(sessionIds.size > 0 ? await this.parts.sessions.stillLive([...new Set(sessionIds.values())]) : []),
    ]);
    return (connection) => valid.has(sessionIds.get(connection) ?? tokenIds.get(connection) ?? '');
  }

  #refuse(connection: LiveConnection, caller: Caller): void {
    const isSession = this.#sessions.has(connection);
    if (!this.#forget(connection)) return;
    const reason = isSession ? 'The session is over.' : 'The token has expired or has been revoked.';
    connection.close(CloseCode.FORBIDDEN, reason);
    void noteRefusal(this.parts.audit, 'UNAUTHENTICATED', caller.actor, caller);
  }

  #giveUp(connections: readonly [LiveConnection, Caller][]): void {
    for (const [connection] of connections) {
      this.#forget(connection);
      connection.close(CloseCode.TRY_AGAIN_LATER, 'The database is unavailable: the token cannot be checked.');
    }
  }
}
