import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A page in a real browser, served from its own origin. */
export interface OpenPage {
  readonly page: Page;
  readonly origin: string;
  /** Errors on the page's console, and uncaught errors. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Finds Chromium, at `CHROMIUM` or in the usual places. @throws Error that says how to install it */
export function chromium(): string {
  const found = [process.env['CHROMIUM'] ?? '', ...PROGRAMS].find((program) => existsSync(program));
  if (found !== undefined) return found;
  throw new Error('Chromium not found. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.');
}

/**
 * Opens a page with one script in headless Chromium.
 *
 * @param source the script's TypeScript, in this folder; bundled as a UI team would
 */
export async function openPage(source: string): Promise<OpenPage> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, source)],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    response.setHeader('content-type', request.url === '/page.js' ? 'text/javascript' : 'text/html');
    response.end(
      request.url === '/page.js' ? script : '<!doctype html><title>Console</title><script src="/page.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  // The sandbox does not work as root or in containers, and the page is our own.
  const browser: Browser = await launch({
    executablePath: chromium(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${origin}/`);
  return {
    page,
    origin,
    complaints,
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
