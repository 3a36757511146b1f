import type { ConsumerRequest } from './consumer-request';

/** Begins the line that the script prints when wrk is done. */
const SUMMARY_MARK = 'switchyard-bench ';

/** What wrk counted. */
export interface WrkSummary {
  /** Answers that arrived whole. */
  readonly requests: number;
  readonly microseconds: number;
  readonly connectErrors: number;
  readonly readErrors: number;
  readonly writeErrors: number;
  readonly timeouts: number;
  /** Answers with a status of 400 or more. */
  readonly statusErrors: number;
}

/**
 * The Lua script with which wrk sends these requests in turn, all with the body in a file, and prints a summary.
 *
 * @param bodyFile its path
 */
export function wrkScript(requests: readonly ConsumerRequest[], bodyFile: string): string {
  const list = requests.map(({ path, headers }) => {
    const pairs = Object.entries({ 'content-type': 'application/json', ...headers });
    const table = pairs.map(([name, value]) => `[${luaString(name)}]=${luaString(value)}`).join(',');
    return `wrk.format("POST", ${luaString(path)}, {${table}}, body)`;
  });
  // Functions of Lua have room for few constants: a long list is built by many of them.
  const parts = Array.from({ length: Math.ceil(list.length / REQUESTS_PER_FUNCTION) }, (_, part) =>
    list.slice(part * REQUESTS_PER_FUNCTION, (part + 1) * REQUESTS_PER_FUNCTION),
  );
  return `
local file = assert(io.open(${luaString(bodyFile)}, "rb"))
local body = file:read("*a")
file:close()
local requests = {}
function init()
${parts.map((part) => `  (function() ${part.map((one) => `requests[#requests + 1] = ${one}`).join('; ')} end)()`).join(';\n')}
end
local sent = 0
function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end
function done(summary)
  local errors = summary.errors
  io.write(string.format(${luaString(SUMMARY_MARK + SUMMARY_FORMAT)}, summary.requests, summary.duration,
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
`;
}

const REQUESTS_PER_FUNCTION = 50;
const SUMMARY_FORMAT =
  '{"requests":%d,"microseconds":%d,"connectErrors":%d,"readErrors":%d,"writeErrors":%d,"timeouts":%d,"statusErrors":%d}\n';

/** @throws Error with the output if there is no summary */
export function readWrkSummary(output: string): WrkSummary {
  const line = output.split('\n').find((one) => one.startsWith(SUMMARY_MARK));
  if (line === undefined) throw new Error(`wrk printed no summary:\n${output}`);
  return JSON.parse(line.slice(SUMMARY_MARK.length)) as WrkSummary;
}

/** A string in Lua's source: JSON's escapes of ASCII are Lua's, except `\u` and `\/`, which do not occur. */
function luaString(text: string): string {
  if (!/^[\x20-\x7e\n]*$/.test(text)) throw new Error(`not plain ASCII: ${JSON.stringify(text)}`);
  return JSON.stringify(text);
}
