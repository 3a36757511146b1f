import type { Response } from 'express';
import type { DomainError, ErrorDetails } from '../../kernel/errors/domain-error';
import type { ErrorCode } from '../../kernel/errors/error-extensions';
import { correlationIdOf } from './correlation-id';

/** Answers a request that is refused before GraphQL, in the form of GraphQL's errors. */
export function answerError(
  response: Response,
  status: number,
  code: ErrorCode,
  message: string,
  details: ErrorDetails = {},
): void {
  const extensions = { ...details, code, correlationId: correlationIdOf(response) };
  if (details.retryAfterSeconds) response.setHeader('retry-after', details.retryAfterSeconds);
  response.status(status).json({ errors: [{ message, extensions }] });
}

/** Answers with an error that was written for callers. */
export function answerDomainError(response: Response, status: number, error: DomainError): void {
  answerError(response, status, error.code, error.message, error.details);
}
