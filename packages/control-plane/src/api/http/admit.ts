import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../../kernel/errors/domain-error';
import type { Caller } from '../../kernel/caller/caller';
import { carriesSession } from '../sessions/browser-request';
import { checkSession, SESSION_OVER } from './admit-session';
import { checkAdmission, type AdmissionParts, type CallerFault, type RefusedAdmission } from './admission';
import { correlationIdOf } from './correlation-id';
import { answerDomainError, answerError } from './error-answer';

const admitted = new WeakMap<Response, Caller>();

/**
 * Admits a request if its token, or the session of its cookie, is valid and its caller is within the rate limit;
 * `callerOf` then returns the caller. A token wins over a cookie.
 * While the database is unavailable an access token cannot be checked, and the answer is UNAVAILABLE.
 */
export function admit(parts: AdmissionParts) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const arrival = { correlationId: correlationIdOf(response), remoteAddress: parts.clientAddress(request) };
    try {
      const authorization = request.get('authorization');
      const result =
        authorization === undefined && carriesSession(request)
          ? await checkSession(parts, request, arrival)
          : await checkAdmission(parts, authorization, arrival);
      if ('status' in result) return answerError(response, result.status, 'BAD_REQUEST', result.message);
      if (result.refusal !== undefined) return answerRefusal(response, result);
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
const MESSAGES: Record<CallerFault, string> = {
  MISSING: 'The request has no token: send one as `Authorization: Bearer …`.',
  NOT_BEARER: 'The `Authorization` header is not `Bearer` followed by a token.',
  UNKNOWN: `The token is unknown: ${SEND_VALID}`,
  EXPIRED: `The token has expired: ${SEND_VALID}`,
  REVOKED: `The token has been revoked: ${SEND_VALID}`,
  SESSION_OVER,
};

export function answerRefusal(response: Response, refused: RefusedAdmission): void {
  const { refusal } = refused;
  if (refusal === 'RATE_LIMITED') {
    const { message, retryAfterSeconds } = refused;
    return answerError(response, 429, refusal, message, { retryAfterSeconds });
  }
  response.setHeader('www-authenticate', 'Bearer realm="switchyard"');
  answerError(response, 401, refusal, MESSAGES[refused.fault]);
}
