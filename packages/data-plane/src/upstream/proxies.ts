import { NoProxy } from './no-proxy';
import type { ProxyServer } from './proxy-server';

/** The proxies on the way to vendors, by the scheme of the vendor's URL. */
export class Proxies {
  readonly #byProtocol: ReadonlyMap<string, ProxyServer>;
  readonly #noProxy: NoProxy;

  /** @param noProxy see `NoProxy` */
  constructor(
    proxies: { readonly http?: ProxyServer | undefined; readonly https?: ProxyServer | undefined },
    noProxy = '',
  ) {
    const byProtocol = new Map<string, ProxyServer>();
    if (proxies.http !== undefined) byProtocol.set('http:', proxies.http);
    if (proxies.https !== undefined) byProtocol.set('https:', proxies.https);
    this.#byProtocol = byProtocol;
    this.#noProxy = new NoProxy(noProxy);
  }

  /** The proxy for a vendor's origin; null if it is reached directly. */
  proxyFor(origin: string): ProxyServer | null {
    const proxy = this.#byProtocol.get(new URL(origin).protocol);
    return proxy === undefined || this.#noProxy.matches(origin) ? null : proxy;
  }
}

export const NO_PROXIES = new Proxies({});
