import { isPrivateHost } from '@switchyard/contract';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** Every address of the machine: what browsers call it is not known. */
const UNSPECIFIED_NAMES = ['0.0.0.0', '[::]'];

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
  /** What is listened on, as an origin. */
  #listened: URL | null = null;

  /**
   * @param configured such as `https://switchyard.example.com`, the one that operators use first; empty for the loopback
   *   names with the port, and the address that is listened on if it is a particular one
   */
  constructor(configured: readonly string[]) {
    this.#configured = configured;
  }

  /** The default depends on the port, which is known only once the control plane listens. @param url such as `http://127.0.0.1:4000` */
  listensOn(url: string): void {
    this.#listened = new URL(url);
  }

  /** The first is the one to tell operators. */
  get all(): readonly string[] {
    if (this.#configured.length > 0) return this.#configured;
    if (this.#listened === null) return [];
    const { hostname, port } = this.#listened;
    const own = UNSPECIFIED_NAMES.includes(hostname) ? [] : [hostname];
    return [...new Set([...own, ...LOOPBACK_NAMES])].map((name) => new URL(`http://${name}:${port || '80'}`).origin);
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
