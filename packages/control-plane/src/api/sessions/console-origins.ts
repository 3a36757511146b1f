import { isPrivateHost } from '@switchyard/contract';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Where a request says that it was sent to, and whether a cookie that it sets may be `Secure`. */
export interface ConsoleHost {
  readonly origin: string;
  /** Over TLS, or on loopback, which browsers trust as much. */
  readonly isSecure: boolean;
}

/**
 * The origins at which operators open the console. A browser's cookie is accepted only for them, so another site cannot
 * act for an operator, neither by a request of its own nor by a name that it points at this address (DNS rebinding).
 */
export class ConsoleOrigins {
  readonly #configured: readonly string[];
  #port: number | null = null;

  /** @param configured such as `https://switchyard.example.com`; empty for the loopback names with the port */
  constructor(configured: readonly string[]) {
    this.#configured = configured;
  }

  /** The default depends on the port, which is known only once the control plane listens. */
  listensOn(port: number): void {
    this.#port = port;
  }

  get all(): readonly string[] {
    if (this.#configured.length > 0) return this.#configured;
    if (this.#port === null) return [];
    return LOOPBACK_NAMES.map((name) => new URL(`http://${name}:${this.#port}`).origin);
  }

  has(origin: string | undefined): boolean {
    return origin !== undefined && this.all.includes(origin);
  }

  /** The origin that a `Host` header names; null if it is not one of ours. TLS wins where both schemes are listed. */
  at(host: string | undefined): ConsoleHost | null {
    const wanted = host?.toLowerCase();
    const origins = this.all.filter((each) => new URL(each).host === wanted);
    const origin = origins.find((each) => each.startsWith('https:')) ?? origins[0];
    if (origin === undefined) return null;
    return { origin, isSecure: origin.startsWith('https:') || isLoopback(new URL(origin).hostname) };
  }
}

/** Names that browsers treat as trustworthy without TLS (W3C Secure Contexts, section 3.1). */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (hostname.startsWith('127.') && isPrivateHost(hostname));
}
