import type { Response } from 'express';
import type { ErrorCode } from '../errors/error-extensions';
import { correlationIdOf } from './correlation-id';

/** Answers a request that did not get as far as GraphQL, in the same form as GraphQL's errors. */
export function answerError(response: Response, status: number, code: ErrorCode, message: string): void {
  const extensions = { code, correlationId: correlationIdOf(response) };
  response.status(status).json({ errors: [{ message, extensions }] });
}
