/** An entry of the routing table contradicts itself; the message says where. */
export class RoutingTableError extends Error {
  override readonly name = 'RoutingTableError';
}
