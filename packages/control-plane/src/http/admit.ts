import type { NextFunction, Request, Response } from 'express';
import type { Authenticator } from '../access-tokens/authenticator';
import type { AuditTrail, Refusal } from '../audit/audit-trail';
import { DomainError } from '../errors/domain-error';
import type { Actor } from '../viewer/actor';
import type { Caller } from '../viewer/caller';
import { correlationIdOf } from './correlation-id';
import { answerDomainError, answerError } from './error-answer';
import type { ClientAddress } from './client-address';
import type { RequestRate } from './request-rate';

export interface AdmissionParts {
  readonly authenticator: Authenticator;
  readonly audit: AuditTrail;
  /** Of callers, by the id of their actor. */
  readonly callers: RequestRate;
  /** Of requests without a token that is known, by the address that they come from. */
  readonly strangers: RequestRate;
  readonly clientAddress: ClientAddress;
}

const admitted = new WeakMap<Response, Caller>();

/**
 * Lets a request in where its token is known and its caller has not asked too often; `callerOf` then tells whose it is.
 * While the database is away no access token can be told from an unknown one, and the answer is UNAVAILABLE.
 */
export function admit(parts: AdmissionParts) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const correlationId = correlationIdOf(response);
    const remoteAddress = parts.clientAddress(request);
    const note = (kind: Refusal['kind'], actor: Actor | null) =>
      parts.audit.note({ kind, actor, operation: null, requiredRole: null, remoteAddress, correlationId });
    try {
      const { identity, actor } = await parts.authenticator.authenticate(request.get('authorization'));
      if (identity === null) {
        await note('UNAUTHENTICATED', actor);
        return await refuseStranger(parts.strangers, remoteAddress, response);
      }
      const retryAfterSeconds = await parts.callers.count(identity.actor.id);
      if (retryAfterSeconds !== null) {
        await note('RATE_LIMITED', identity.actor);
        return answerTooMany(response, 'Too many requests within a minute. Try again later.', retryAfterSeconds);
      }
      admitted.set(response, { ...identity, correlationId, remoteAddress });
      next();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      answerDomainError(response, 503, error);
    }
  };
}

/** Who makes an admitted request. */
export function callerOf(response: Response): Caller {
  const caller = admitted.get(response);
  if (caller === undefined) throw new Error('the request was not admitted');
  return caller;
}

async function refuseStranger(strangers: RequestRate, address: string | null, response: Response): Promise<void> {
  const retryAfterSeconds = await strangers.count(address ?? 'unknown');
  if (retryAfterSeconds !== null) {
    return answerTooMany(
      response,
      'Too many requests without a token that is known. Try again later.',
      retryAfterSeconds,
    );
  }
  response.setHeader('www-authenticate', 'Bearer realm="switchyard"');
  const message =
    'The token is missing, unknown, expired or revoked: send one that is not as `Authorization: Bearer …`.';
  answerError(response, 401, 'UNAUTHENTICATED', message);
}

function answerTooMany(response: Response, message: string, retryAfterSeconds: number): void {
  answerError(response, 429, 'RATE_LIMITED', message, { retryAfterSeconds });
}
