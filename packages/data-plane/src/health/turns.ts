/** How many restricted sets of targets of a side have their own turns. */
const RESTRICTED_TURNS_MAX = 64;

/** Whose turn it is on a policy's side: a ticket per request, from the first one on. */
export class Turns {
  readonly #firstTicket: number;
  #ticket: number;
  /** The tickets of restricted sets of targets. */
  readonly #restrictedTickets = new Map<string, number>();

  constructor(firstTicket = 0) {
    this.#firstTicket = firstTicket;
    this.#ticket = firstTicket;
  }

  /**
   * The turn of a request.
   *
   * @param turnsOf of a policy that is restricted to an operation. It takes its turns separately: if requests for two
   *   operations alternated on one counter, each of them would meet only every other turn.
   */
  take(turnsOf: string): number {
    if (turnsOf !== '') return this.#takeRestricted(turnsOf);
    const ticket = this.#ticket;
    this.#ticket = ticketAfter(ticket);
    return ticket;
  }

  #takeRestricted(turnsOf: string): number {
    const ticket = this.#restrictedTickets.get(turnsOf) ?? this.#firstTicket;
    // The set moves to the end, so that the one which is unused for longest is forgotten first.
    this.#restrictedTickets.delete(turnsOf);
    this.#restrictedTickets.set(turnsOf, ticketAfter(ticket));
    const [oldest] = this.#restrictedTickets.keys();
    if (this.#restrictedTickets.size > RESTRICTED_TURNS_MAX && oldest !== undefined) {
      this.#restrictedTickets.delete(oldest);
    }
    return ticket;
  }
}

function ticketAfter(ticket: number): number {
  return ticket === Number.MAX_SAFE_INTEGER ? 0 : ticket + 1;
}
