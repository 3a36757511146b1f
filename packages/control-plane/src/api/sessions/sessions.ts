import { createHmac, timingSafeEqual } from 'node:crypto';
import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { ADMINISTRATOR, type Identity } from '../../kernel/caller/caller';
import type { Role } from '../../kernel/caller/role';
import { translateDatabaseError } from '../../kernel/database/translate-database-error';
import { hashOf, newSecret } from '../../objects/secrets/new-secret';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
export const SESSION_MS_MAX = 12 * HOUR_MS;
export const SESSION_IDLE_MS_MAX = 2 * HOUR_MS;
export const SIGN_IN_LINK_MS_MAX = 10 * MINUTE_MS;
export const TICKET_MS_MAX = MINUTE_MS;
/** The last use is written at most this often, so that most requests only read. */
const USE_WRITTEN_EVERY_MS = MINUTE_MS;
const purgeIntervalMs = 10 * MINUTE_MS;

const SESSION_PREFIX = 'sy_session_';
const LINK_PREFIX = 'sy_link_';
const SESSION_FORM = /^sy_session_[0-9A-Za-z]{43}$/;
const LINK_FORM = /^sy_link_[0-9A-Za-z]{43}$/;

/** An operator in a browser, who has signed in. */
export interface Session {
  readonly id: string;
  readonly identity: Identity;
}

/** A session that has just begun; the secret is the value of its cookie. */
export interface NewSession extends Session {
  readonly secret: string;
}

/** `BACKGROUND`: the page asks by itself, and nobody may be there. */
export type SessionUse = 'ACTIVE' | 'BACKGROUND';

interface SessionRow {
  readonly id: string;
  readonly access_token_id: string | null;
  readonly administrator_proof: string | null;
  readonly expires_at: Date;
  readonly last_used_at: Date;
  readonly name: string | null;
  readonly role: Role | null;
}

/** The administrator token of the settings. */
export interface AdministratorToken {
  readonly token: string;
  /** Of `SealingKey.administratorMark`. */
  readonly mark: string;
}

/** A session is over when its token is: each of these conditions is checked with every request. */
const LIVE = `
  session.expires_at > $1 AND session.last_used_at > $2
  AND (session.access_token_id IS NULL OR (token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > $1)))`;
const FROM = `
  FROM console_session session LEFT JOIN access_token token ON token.id = session.access_token_id`;

/**
 * The sessions of operators in browsers, in Postgres, so that all control planes accept them. The database holds only
 * hashes, so reading it lets nobody in. A session of the administrator token keeps a proof that only the holder of its
 * secret can check, so a session ends when the setting changes; a mark of the token lets the next start delete it.
 */
export class Sessions {
  readonly #purgeTimer: NodeJS.Timeout;

  constructor(
    private readonly administrator: AdministratorToken,
    private readonly dataSource: DataSource,
    private readonly now: () => Date,
    private readonly log: Logger,
  ) {
    this.#purgeTimer = setInterval(() => void this.purge(), purgeIntervalMs).unref();
  }

  /** @throws DomainError UNAVAILABLE if the database cannot be asked, as all methods below */
  async begin(identity: Identity): Promise<NewSession> {
    const { secret, hash } = newSecret(SESSION_PREFIX);
    const now = this.now();
    const latest = new Date(now.getTime() + SESSION_MS_MAX);
    const { actor, expiresAt } = identity;
    const end = expiresAt !== null && expiresAt < latest ? expiresAt : latest;
    const id = uuidv7();
    const isAdministrator = actor.kind === ADMINISTRATOR.kind;
    const [proof, mark] = isAdministrator ? [this.#proof(secret), this.administrator.mark] : [null, null];
    await this.#query(
      `INSERT INTO console_session
         (id, secret_hash, access_token_id, administrator_proof, administrator_mark, created_at, last_used_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [id, hash, isAdministrator ? null : actor.id, proof, mark, now, end],
    );
    return { id, secret, identity: { ...identity, expiresAt: end } };
  }

  /**
   * The session with this secret; null if there is none, or if it is over.
   *
   * @param use whether its operator does something, so that it is not idle: a page that refreshes itself does not count
   */
  async find(secret: string, use: SessionUse): Promise<Session | null> {
    if (!SESSION_FORM.test(secret)) return null;
    const now = this.now();
    const [row] = await this.#query<SessionRow>(
      `SELECT session.id, session.access_token_id, session.administrator_proof, session.expires_at,
         session.last_used_at, token.name, token.role ${FROM} WHERE session.secret_hash = $3 AND ${LIVE}`,
      [now, idleSince(now), hashOf(secret)],
    );
    const identity = row === undefined ? null : this.#identityOf(row, secret);
    if (row === undefined || identity === null) return null;
    if (use === 'ACTIVE' && now.getTime() - row.last_used_at.getTime() >= USE_WRITTEN_EVERY_MS) {
      await this.#query('UPDATE console_session SET last_used_at = greatest(last_used_at, $2) WHERE id = $1', [
        row.id,
        now,
      ]);
    }
    return { id: row.id, identity };
  }

  /** Which of these sessions are not over, in one statement. */
  async stillLive(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const now = this.now();
    const rows = await this.#query<{ id: string }>(
      `SELECT session.id ${FROM} WHERE session.id = ANY ($3::uuid[]) AND ${LIVE}`,
      [now, idleSince(now), ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Deletes the sessions of an administrator token that is no longer the setting. */
  async endOfOtherAdministratorTokens(): Promise<void> {
    await this.#query(
      `DELETE FROM console_session
       WHERE administrator_proof IS NOT NULL AND administrator_mark IS DISTINCT FROM $1`,
      [this.administrator.mark],
    );
  }

  async end(secret: string): Promise<void> {
    await this.#query('DELETE FROM console_session WHERE secret_hash = $1', [hashOf(secret)]);
  }

  /** Makes the secret of a link that signs the administrator in once, within 10 minutes. */
  async createSignInLink(): Promise<string> {
    const { secret, hash } = newSecret(LINK_PREFIX);
    const expiresAt = new Date(this.now().getTime() + SIGN_IN_LINK_MS_MAX);
    await this.#query(
      'INSERT INTO console_sign_in_link (secret_hash, administrator_proof, expires_at) VALUES ($1, $2, $3)',
      [hash, this.#proof(secret), expiresAt],
    );
    return secret;
  }

  /** Uses a link up. Returns the administrator's identity; null if the link is unknown, expired or was used. */
  async redeemSignInLink(secret: string): Promise<Identity | null> {
    if (!LINK_FORM.test(secret)) return null;
    // One statement, so that of two requests at the same moment only one gets the row.
    const rows = await this.#query<{ administrator_proof: string }>(
      `WITH used AS (DELETE FROM console_sign_in_link WHERE secret_hash = $1 RETURNING *)
       SELECT administrator_proof FROM used WHERE expires_at > $2`,
      [hashOf(secret), this.now()],
    );
    const proof = rows[0]?.administrator_proof;
    return proof !== undefined && this.#proves(proof, secret)
      ? { actor: ADMINISTRATOR, role: 'ADMIN', expiresAt: null }
      : null;
  }

  /**
   * A proof for one minute that its holder is a page of the session, for the first message of a WebSocket. Browsers
   * send the cookie with an upgrade whichever page asks for it; only a page of this origin can ask for a ticket.
   */
  ticket(secret: string): string {
    const expiresAtMs = this.now().getTime() + TICKET_MS_MAX;
    return `${expiresAtMs}.${ticketMac(secret, expiresAtMs)}`;
  }

  /** Whether a ticket was made for the session with this secret, less than a minute ago. */
  acceptsTicket(secret: string, ticket: string): boolean {
    const [, expiresAt = '', mac = ''] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(ticket) ?? [];
    const expiresAtMs = Number(expiresAt);
    return mac !== '' && areEqual(mac, ticketMac(secret, expiresAtMs)) && expiresAtMs > this.now().getTime();
  }

  /** Deletes what is over. A failure is only logged: nobody can use it in any case. */
  async purge(): Promise<void> {
    const now = this.now();
    try {
      await this.#query(
        `WITH links AS (DELETE FROM console_sign_in_link WHERE expires_at <= $1)
         DELETE FROM console_session WHERE expires_at <= $1 OR last_used_at <= $2`,
        [now, idleSince(now)],
      );
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      this.log.warn({ reason }, 'failed to delete expired console sessions');
    }
  }

  close(): void {
    clearInterval(this.#purgeTimer);
  }

  #identityOf(row: SessionRow, secret: string): Identity | null {
    const { access_token_id: id, administrator_proof: proof, expires_at: expiresAt, name, role } = row;
    if (id === null) {
      return proof !== null && this.#proves(proof, secret) ? { actor: ADMINISTRATOR, role: 'ADMIN', expiresAt } : null;
    }
    return name === null || role === null ? null : { actor: { id, kind: 'ACCESS_TOKEN', name }, role, expiresAt };
  }

  /** The administrator token may be a password that can be guessed, so that a plain hash of it must not be stored. */
  #proof(secret: string): string {
    return createHmac('sha256', secret).update(this.administrator.token).digest('hex');
  }

  #proves(proof: string, secret: string): boolean {
    return areEqual(proof, this.#proof(secret));
  }

  async #query<Row>(statement: string, values: unknown[]): Promise<Row[]> {
    try {
      const result: Row[] = await this.dataSource.query(statement, values);
      return result;
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}

function idleSince(now: Date): Date {
  return new Date(now.getTime() - SESSION_IDLE_MS_MAX);
}

function ticketMac(secret: string, expiresAtMs: number): string {
  return createHmac('sha256', secret).update(`ticket ${expiresAtMs}`).digest('hex');
}

function areEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
