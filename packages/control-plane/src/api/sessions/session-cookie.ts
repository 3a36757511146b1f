import type { ConsoleHost } from './console-origins';

/** Cookies do not know ports, so that two control planes on one host need different names. */
function nameOf({ origin, isSecure }: ConsoleHost): string {
  const { port } = new URL(origin);
  return `${isSecure ? '__Host-' : ''}switchyard-session${port === '' ? '' : `-${port}`}`;
}

/** The session's secret in a request's `cookie` header; null if there is none, or two that differ. */
export function readSessionCookie(header: string | undefined, host: ConsoleHost): string | null {
  const prefix = `${nameOf(host)}=`;
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length));
  return new Set(values).size === 1 ? (values[0] ?? null) : null;
}

/** The `set-cookie` header that starts a session. Scripts cannot read it, and no other site can send it. */
export function sessionCookie(secret: string, host: ConsoleHost): string {
  return `${nameOf(host)}=${secret}; ${attributesOf(host)}`;
}

/** The `set-cookie` header that removes it. */
export function expiredSessionCookie(host: ConsoleHost): string {
  return `${nameOf(host)}=; ${attributesOf(host)}; Max-Age=0`;
}

function attributesOf({ isSecure }: ConsoleHost): string {
  return `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
