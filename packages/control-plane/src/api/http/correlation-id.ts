import type { NextFunction, Request, Response } from 'express';
import type { IncomingMessage } from 'node:http';
import { uuidv7 } from 'uuidv7';

export const CORRELATION_HEADER = 'x-request-id';
const ACCEPTED = /^[A-Za-z0-9._:-]{1,64}$/;

/** Gives each request the id that its log lines carry: the caller's if it sends a valid one, otherwise a new one. */
export function correlate(request: Request, response: Response, next: NextFunction): void {
  response.setHeader(CORRELATION_HEADER, newCorrelationId(request));
  next();
}

export function newCorrelationId({ headers }: IncomingMessage): string {
  const given = String(headers[CORRELATION_HEADER] ?? '');
  return ACCEPTED.test(given) ? given : uuidv7();
}

export function correlationIdOf(response: Response): string {
  return String(response.getHeader(CORRELATION_HEADER));
}
