/**
 * A connection that failed at the operator's own proxy, which says nothing about the vendor: the proxy cannot be reached, or
 * refuses to connect.
 */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
}
