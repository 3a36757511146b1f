import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../../kernel/errors/domain-error';
import type { TokenFault } from '../../objects/access-tokens/authenticator';
import type { Caller } from '../../kernel/caller/caller';
import { checkAdmission, type AdmissionParts, type RefusedAdmission } from './admission';
import { correlationIdOf } from './correlation-id';
import { answerDomainError, answerError } from './error-answer';

const admitted = new WeakMap<Response, Caller>();

/**
 * Admits a request if its token is valid and its caller is within the rate limit; `callerOf` then returns the caller.
 * While the database is unavailable an access token cannot be checked, and the answer is UNAVAILABLE.
 */
export function admit(parts: AdmissionParts) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const arrival = { correlationId: correlationIdOf(response), remoteAddress: parts.clientAddress(request) };
    try {
      const result = await checkAdmission(parts, request.get('authorization'), arrival);
      if (result.refusal !== undefined) return refuse(response, result);
      admitted.set(response, result.caller);
      next();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      answerDomainError(response, 503, error);
    }
  };
}

/** The caller of an admitted request. */
export function callerOf(response: Response): Caller {
  const caller = admitted.get(response);
  if (caller === undefined) throw new Error('the request was not admitted');
  return caller;
}

const SEND_VALID = 'send a valid one as `Authorization: Bearer …`.';
const MESSAGES: Record<TokenFault, string> = {
  MISSING: 'The request has no token: send one as `Authorization: Bearer …`.',
  NOT_BEARER: 'The `Authorization` header is not `Bearer` followed by a token.',
  UNKNOWN: `The token is unknown: ${SEND_VALID}`,
  EXPIRED: `The token has expired: ${SEND_VALID}`,
  REVOKED: `The token has been revoked: ${SEND_VALID}`,
};

function refuse(response: Response, refused: RefusedAdmission): void {
  const { refusal } = refused;
  if (refusal === 'RATE_LIMITED') {
    const { message, retryAfterSeconds } = refused;
    return answerError(response, 429, refusal, message, { retryAfterSeconds });
  }
  response.setHeader('www-authenticate', 'Bearer realm="switchyard"');
  answerError(response, 401, refusal, MESSAGES[refused.fault]);
}
