import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import type { Authenticator } from '../../objects/access-tokens/authenticator';
import type { AuditTrail } from '../../history/audit/audit-trail';
import { noteRefusal } from '../http/admission';
import type { Caller } from '../../kernel/caller/caller';
import { CloseCode } from './close-code';
import type { LiveConnection } from './live-connection';
import type { LiveLimits } from './live-limits';

export interface LiveCallersParts {
  readonly authenticator: Authenticator;
  readonly audit: AuditTrail;
  readonly limits: LiveLimits;
  readonly now: () => Date;
  readonly log: Logger;
}

/**
 * Who has open connections, and whether they still may. Each second the database is asked, with one statement for all of
 * them, which access tokens still hold: that needs no message to arrive from whichever control plane has revoked one, so
 * nothing that breaks can keep a revoked token connected. Where the database cannot be asked for too long, connections
 * are closed for another attempt, as a revocation could have been missed.
 */
export class LiveCallers {
  readonly #callers = new Map<LiveConnection, Caller>();
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

  /** How many connections a caller has. */
  countOf({ actor }: Caller): number {
    return [...this.#callers.values()].filter((caller) => caller.actor.id === actor.id).length;
  }

  /** Whether a caller may begin one more subscription of which an event may have so many fields. */
  maySubscribe(caller: Caller, fields: number): boolean {
    return this.#subscribedFieldsOf(caller) + fields <= this.subscribedFieldsMax;
  }

  add(connection: LiveConnection, caller: Caller): void {
    if (this.#withTokens().length === 0) this.#checkedAtMs = performance.now();
    this.#callers.set(connection, caller);
    connection.belongsTo(caller);
  }

  remove(connection: LiveConnection): void {
    this.#callers.delete(connection);
  }

  /** Whether a connection may be told of an event now; one whose token has expired is closed. */
  mayHear(connection: LiveConnection): boolean {
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

  #withTokens(): [LiveConnection, Caller][] {
    return [...this.#callers].filter(([, { actor }]) => actor.kind === 'ACCESS_TOKEN');
  }

  #tick(): void {
    for (const connection of this.#callers.keys()) this.mayHear(connection);
    const connections = this.#withTokens();
    if (performance.now() - this.#checkedAtMs > this.parts.limits.tokenUncheckedMaxMs) this.#giveUp(connections);
    if (connections.length > 0) this.#checking ??= this.#check(connections).finally(() => (this.#checking = null));
    else this.#checkedAtMs = performance.now();
  }

  async #check(connections: readonly [LiveConnection, Caller][]): Promise<void> {
    const startedAtMs = performance.now();
    try {
      const active = await this.parts.authenticator.stillActive([
        ...new Set(connections.map(([, { actor }]) => actor.id)),
      ]);
      this.#checkedAtMs = startedAtMs;
      for (const [connection, caller] of connections)
        if (!active.has(caller.actor.id)) this.#refuse(connection, caller);
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      this.parts.log.warn({ reason }, 'whether the tokens of subscribers still hold could not be asked');
    }
  }

  #refuse(connection: LiveConnection, caller: Caller): void {
    if (!this.#callers.delete(connection)) return;
    connection.close(CloseCode.FORBIDDEN, 'The token has expired or was revoked.');
    void noteRefusal(this.parts.audit, 'UNAUTHENTICATED', caller.actor, caller);
  }

  #giveUp(connections: readonly [LiveConnection, Caller][]): void {
    for (const [connection] of connections) {
      this.#callers.delete(connection);
      connection.close(
        CloseCode.TRY_AGAIN_LATER,
        'The database is away: it cannot be told whether the token still holds.',
      );
    }
  }
}
