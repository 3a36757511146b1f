import type { PlaneSettings } from './settings';

const UNSPECIFIED_HOSTS = ['0.0.0.0', '::'];

/** If every address of the machine is listened on, only the operator knows by which of them browsers come. */
export function consoleWarnings({
  host,
  consoleOrigins,
}: Pick<PlaneSettings['controlPlane'], 'host' | 'consoleOrigins'>): string[] {
  if (!UNSPECIFIED_HOSTS.includes(host) || consoleOrigins.length > 0) return [];
  return [
    'The console opens on this machine alone. For other machines, set SWITCHYARD_CONSOLE_ORIGINS to where their browsers ' +
      'open it, such as https://switchyard.example.com',
  ];
}
