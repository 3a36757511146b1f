import type { Response } from 'express';
import type { DomainError, ErrorDetails } from '../../kernel/errors/domain-error';
import type { ErrorCode } from '../../kernel/errors/error-extensions';
import { correlationIdOf } from './correlation-id';

/** In the order of preference for clients that accept any: older ones know only the first. */
export const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const;

/**
 * Answers a request that is refused before GraphQL, in the form of GraphQL's errors and in the media type that the client
 * asked for. With `application/graphql-response+json`, clients read the errors whatever the status is.
 */
export function answerError(
  response: Response,
  status: number,
  code: ErrorCode,
  message: string,
  details: ErrorDetails = {},
): void {
  const extensions = { ...details, code, correlationId: correlationIdOf(response) };
  if (details.retryAfterSeconds) response.setHeader('retry-after', details.retryAfterSeconds);
  const mediaType = response.req.accepts([...MEDIA_TYPES]) || 'application/json';
  response
    .status(status)
    .type(mediaType)
    .json({ errors: [{ message, extensions }] });
}

/** Answers with an error that was written for callers. */
export function answerDomainError(response: Response, status: number, error: DomainError): void {
  answerError(response, status, error.code, error.message, error.details);
}
