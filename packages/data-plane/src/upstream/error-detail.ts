/** An error of OpenSSL, as Node writes it into a message: thread, code, library, function, REASON, file and line. */
const OPENSSL_ERROR = /[\dA-F]*:?error:[\dA-F]+:[^:]*:[^:]*:([^:]*):[^:\n]*:\d+:[^\n]*/gi;
/** What OpenSSL makes of an answer that is not TLS, depending on the answer's first bytes. */
const NOT_TLS = /wrong version number|packet length too long|\bhttp request|\bhttps proxy request/;
const NOT_TLS_HINT = 'the server may not speak TLS on this port: should its URL begin with `http://`?';

/** What went wrong with a connection, for operators only: it can name the vendor's host. */
export function errorDetail(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = messageOf(error).replace(OPENSSL_ERROR, '$1').trim();
  const detail = [code, message].filter((part) => part !== '').join(': ');
  return NOT_TLS.test(message) ? `${detail}; ${NOT_TLS_HINT}` : detail;
}

/** A host with several addresses fails with one error for each, and no message of its own. */
function messageOf(error: Error): string {
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.flatMap((each) => (each instanceof Error ? each.message : [])).join(', ');
}
