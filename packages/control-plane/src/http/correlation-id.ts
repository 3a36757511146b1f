import type { NextFunction, Request, Response } from 'express';
import { uuidv7 } from 'uuidv7';

const HEADER = 'x-request-id';
const ACCEPTED = /^[A-Za-z0-9._:-]{1,64}$/;

/** Gives each request the id under which its log lines stand: the caller's own where it is one, else a new one. */
export function correlate(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(HEADER) ?? '';
  response.setHeader(HEADER, ACCEPTED.test(given) ? given : uuidv7());
  next();
}

export function correlationIdOf(response: Response): string {
  return String(response.getHeader(HEADER));
}
