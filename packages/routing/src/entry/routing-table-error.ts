/** An entry of the routing table contradicts itself; the message is a sentence that says where. */
export class RoutingTableError extends Error {
  override readonly name = 'RoutingTableError';
}
