import { BlockList, isIP, isIPv6 } from 'node:net';

interface NameEntry {
  /** In lower case, without a leading dot. */
  readonly name: string;
  /** Null for every port. */
  readonly port: number | null;
  /** Whether the name itself is meant, not only names below it. */
  readonly itself: boolean;
}

const DEFAULT_PORT: Record<string, number> = { 'http:': 80, 'https:': 443 };

/**
 * Which hosts are reached without a proxy: NO_PROXY as curl and Go read it. A comma-separated list of names (`example.com`
 * and `.example.com` also mean what is below them, `*.example.com` only that), addresses, ranges (`10.0.0.0/8`), each with
 * a port if only that is meant, or `*` for all hosts. What is none of these matches nothing: the variable is also written for
 * other programs.
 */
export class NoProxy {
  readonly #names: NameEntry[] = [];
  readonly #ranges = new BlockList();
  readonly #all: boolean;

  constructor(text: string) {
    const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
    this.#all = entries.includes('*');
    for (const entry of entries) this.#add(entry.toLowerCase());
  }

  /** @param origin such as `https://api.example.com:8443` */
  matches(origin: string): boolean {
    if (this.#all) return true;
    const { protocol, hostname, port } = new URL(origin);
    const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/(.)\.$/, '$1');
    const family = isIP(host);
    if (family !== 0 && this.#ranges.check(host, family === 6 ? 'ipv6' : 'ipv4')) return true;
    const portNumber = port === '' ? DEFAULT_PORT[protocol] : Number(port);
    return this.#names.some(
      (entry) =>
        (entry.port === null || entry.port === portNumber) &&
        ((entry.itself && host === entry.name) || host.endsWith(`.${entry.name}`)),
    );
  }

  #add(entry: string): void {
    const range = /^\[?([^\]]+?)\]?\/(\d+)$/.exec(entry);
    if (range !== null) return this.#addRange(range[1] ?? '', Number(range[2]));
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
    // An IPv6 address without brackets has colons, but no port.
    const host = bracketed ?? plain ?? entry;
    const portNumber = port === undefined ? null : Number(port);
    if (isIP(host) !== 0 && portNumber === null) return this.#addRange(host, isIPv6(host) ? 128 : 32);
    const name = host.replace(/^\*?\./, '').replace(/\.$/, '');
    if (name !== '') this.#names.push({ name, port: portNumber, itself: !host.startsWith('*.') });
  }

  #addRange(address: string, prefix: number): void {
    const family = isIP(address);
    if (family === 0 || prefix > (family === 6 ? 128 : 32)) return;
    this.#ranges.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
}
