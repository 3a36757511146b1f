import type { NextFunction, Request, Response } from 'express';
import { answerError, MEDIA_TYPES } from './error-answer';

/** A page cannot send one of these to another origin without asking first, and we allow none to ask. */
const PREFLIGHTED_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name'];
const METHODS = ['GET', 'POST'];
/** Of a request's members, which are objects; the others are texts. */
const OBJECTS: readonly string[] = ['variables', 'extensions'];
const MEMBERS = ['query', 'operationName', ...OBJECTS];

interface Fault {
  readonly status: number;
  readonly message: string;
}

/** Refuses what is no GraphQL request, in our own words, before anything is executed. */
export function checkRequest(request: Request, response: Response, next: NextFunction): void {
  const fault = faultOf(request);
  if (fault === null) return next();
  if (fault.status === 405) response.setHeader('allow', METHODS.join(', '));
  answerError(response, fault.status, 'BAD_REQUEST', fault.message);
}

function faultOf(request: Request): Fault | null {
  if (!METHODS.includes(request.method)) {
    return { status: 405, message: 'Send queries and mutations as a POST, or queries as a GET.' };
  }
  // After execution it would be too late: a change would have been made.
  if (request.accepts([...MEDIA_TYPES]) === false) {
    return { status: 406, message: `The \`accept\` header allows neither ${MEDIA_TYPES.map(quoted).join(' nor ')}.` };
  }
  return request.method === 'GET' ? faultOfGet(request) : faultOfPost(request);
}

function faultOfGet(request: Request): Fault | null {
  const type = request.get('content-type');
  const isPreflighted = PREFLIGHTED_HEADERS.some((name) => request.get(name));
  if (type === undefined ? !isPreflighted : !isOfType(type, 'application/json')) {
    return {
      status: type === undefined ? 400 : 415,
      message:
        'A GET needs the header `content-type: application/json`, so that no web page can send it in the name of its ' +
        'visitor. Or send a POST with a JSON body.',
    };
  }
  const parameters = new URL(request.originalUrl, 'http://localhost').searchParams;
  const twice = MEMBERS.find((name) => parameters.getAll(name).length > 1);
  if (twice !== undefined) return { status: 400, message: `The parameter \`${twice}\` is given twice.` };
  return faultOfMembers(Object.fromEntries([...parameters].map(([name, text]) => [name, read(name, text)])));
}

function read(name: string, text: string): unknown {
  if (!OBJECTS.includes(name)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function faultOfPost(request: Request): Fault | null {
  // Any other type would let web pages send requests in the name of their visitors, or cannot be read.
  if (!isOfType(request.get('content-type') ?? '', 'application/json')) {
    return { status: 415, message: 'Send the body as JSON, with the header `content-type: application/json`.' };
  }
  const body: unknown = request.body;
  if (Array.isArray(body)) {
    return { status: 400, message: 'Send one operation per request: batches are not supported.' };
  }
  return faultOfMembers(isObject(body) ? body : {});
}

function faultOfMembers(members: Readonly<Record<string, unknown>>): Fault | null {
  for (const name of MEMBERS) {
    const value = members[name];
    const isObjects = OBJECTS.includes(name);
    if (value === undefined || value === null || (isObjects ? isObject(value) : typeof value === 'string')) continue;
    return { status: 400, message: `\`${name}\` must be ${isObjects ? 'a JSON object' : 'a string'}.` };
  }
  const { query, extensions } = members;
  // GraphQL says of a persisted query that there are none.
  const isPersisted = isObject(extensions) && 'persistedQuery' in extensions;
  return query || isPersisted ? null : { status: 400, message: 'The request has no `query`.' };
}

function isOfType(header: string, type: string): boolean {
  return header.split(';')[0]?.trim().toLowerCase() === type;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quoted(text: string): string {
  return `\`${text}\``;
}
