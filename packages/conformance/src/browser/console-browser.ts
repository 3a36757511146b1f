import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { type Browser, type ElementHandle, launch, type Page } from 'puppeteer-core';
import { chromium } from './browser';

/** Where screenshots are written, if somebody wants to look at them. */
const SCREENSHOTS = process.env['SWITCHYARD_SCREENSHOTS'];
/** Where the pictures of the docs are written; to nowhere that stays by default. `npm run pictures` writes those of the README. */
const PICTURES = process.env['SWITCHYARD_PICTURES'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** For one step of an operator; a slow machine is given time. */
const STEP_MS_MAX = 120_000;
const WIDE = { width: 1_280, height: 800 };
const NARROW = { width: 400, height: 800 };
/** A browser writes one for each answer with an error status. */
const FAILED_LOAD = /^Failed to load resource/;

// Scripts for the page as texts: this package is compiled without a browser's types.
const SCHEME_ATTRIBUTE = "document.documentElement.setAttribute('data-mantine-color-scheme'";
const WIDER_BY = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** The console in a real browser, used as an operator uses it: by names of buttons and fields, never by their place. */
export class ConsoleBrowser {
  /** Errors on the page's console, violations of the content security policy among them, and uncaught errors. */
  readonly complaints: string[] = [];
  /** Requests to another origin, or over another protocol than ours. */
  readonly foreignRequests: string[] = [];
  /** The files of the pictures that were taken. */
  readonly pictures: string[] = [];
  /** How often the browser itself has asked whether to leave a page. */
  questions = 0;
  readonly #pictureFolder = PICTURES ?? mkdtempSync(join(tmpdir(), 'switchyard-pictures-'));
  readonly #axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    readonly url: string,
  ) {}

  static async open(url: string): Promise<ConsoleBrowser> {
    // The sandbox does not work as root or in containers, and the page is our own.
    const browser = await launch({
      executablePath: chromium(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    const page = await browser.newPage();
    await page.setViewport(WIDE);
    page.setDefaultTimeout(STEP_MS_MAX);
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const opened = new ConsoleBrowser(browser, page, url);
    page.on('console', (message) => {
      if (message.type() === 'error' && !FAILED_LOAD.test(message.text())) opened.complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
      // The browser's own question before a page with a form that is not saved is left.
      if (dialog.type() === 'beforeunload') opened.questions += 1;
      else opened.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.accept();
    });
    page.on('pageerror', (error) => opened.complaints.push(String(error)));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== url)
        opened.foreignRequests.push(request.url());
    });
    return opened;
  }

  async close(): Promise<void> {
    await this.browser.close();
    if (PICTURES === undefined) rmSync(this.#pictureFolder, { recursive: true, force: true });
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
    await this.page.waitForSelector('h1');
  }

  /** Makes the window as narrow as a telephone's. */
  async narrow(): Promise<void> {
    await this.page.setViewport(NARROW);
  }

  async widen(): Promise<void> {
    await this.page.setViewport(WIDE);
  }

  /** @param within a CSS selector, where the page has several of that name */
  async find(role: string, name: string, within = ''): Promise<ElementHandle> {
    const found = await this.page.waitForSelector(`${within} ::-p-aria([name="${name}"][role="${role}"])`, {
      visible: true,
    });
    if (found === null) throw new Error(`there is no ${role} "${name}"`);
    return found;
  }

  async click(role: string, name: string, within = ''): Promise<void> {
    await (await this.find(role, name, within)).click();
  }

  /** Chooses among radio buttons that are drawn as one control: their label is what is seen. */
  async pick(label: string): Promise<void> {
    const found = await this.page.waitForSelector(`::-p-xpath(//label[normalize-space()='${label}'])`, {
      visible: true,
    });
    await found?.click();
  }

  /** Replaces a field's text. */
  async fill(label: string, text: string, within = '', role = 'textbox'): Promise<void> {
    const field = await this.find(role, label, within);
    await field.click({ count: 3 });
    await field.type(text);
  }

  /** Chooses an option of a list that opens on a click. */
  async choose(label: string, option: string): Promise<void> {
    await this.click('combobox', label);
    await this.click('option', option);
  }

  async sees(text: string | RegExp): Promise<void> {
    const pattern = typeof text === 'string' ? text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : text.source;
    try {
      await this.page.waitForFunction(`new RegExp(${JSON.stringify(pattern)}).test(document.body.innerText)`);
    } catch (error) {
      throw new Error(`the page does not say ${pattern}, but:\n${await this.text()}`, { cause: error });
    }
  }

  async text(selector = 'body'): Promise<string> {
    return this.page.$eval(selector, (element) => String(Reflect.get(element, 'innerText')));
  }

  async value(label: string): Promise<string> {
    const field = await this.page.waitForSelector(`::-p-aria([name="${label}"][role="textbox"])`);
    return (await field?.evaluate((element) => String(Reflect.get(element, 'value')))) ?? '';
  }

  /**
   * Opens a page with nothing cached.
   *
   * @param text what it says once it can be used
   * @returns the bytes of its document, scripts and styles until then, as they were sent
   */
  async bytesUntil(path: string, text: string): Promise<number> {
    const client = await this.page.createCDPSession();
    const loading = new Set<string>();
    let bytes = 0;
    client.on('Network.requestWillBeSent', ({ requestId, type }) => {
      if (['Document', 'Script', 'Stylesheet'].includes(type ?? '')) loading.add(requestId);
    });
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (loading.delete(requestId)) bytes += encodedDataLength;
    });
    await client.send('Network.enable');
    await client.send('Network.setCacheDisabled', { cacheDisabled: true });
    await this.goto(path);
    await this.sees(text);
    await until(() => loading.size === 0, 'all is loaded');
    await client.detach();
    return bytes;
  }

  /** Takes a picture for the docs, as an operator sees the page. */
  async picture(name: string): Promise<void> {
    mkdirSync(this.#pictureFolder, { recursive: true });
    const path = join(this.#pictureFolder, `${name}.png`);
    await this.page.screenshot({ path });
    this.pictures.push(path);
  }

  /** What axe finds on the page as it is, in one line each. */
  async axe(): Promise<string[]> {
    // It stays until the page is loaded anew, and takes longer to be read than to look at the page.
    if (!(await this.page.evaluate('"axe" in globalThis'))) await this.page.evaluate(this.#axe);
    const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] })`;
    const { violations } = (await this.page.evaluate(run)) as AxeResult;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  }

  /** Looks at the page in both widths and colour schemes; says what is wrong, one line each. */
  async inspect(name: string): Promise<string[]> {
    const problems: string[] = [];
    for (const viewport of [WIDE, NARROW]) {
      await this.page.setViewport(viewport);
      for (const scheme of ['light', 'dark']) {
        await this.page.evaluate(`${SCHEME_ATTRIBUTE}, ${JSON.stringify(scheme)})`);
        const where = `${name}, ${viewport.width} pixels, ${scheme}`;
        problems.push(...(await this.axe()).map((violation) => `${where}: ${violation}`));
        await this.#screenshot(`${name}-${viewport.width}-${scheme}`);
      }
      const tooWide = Number(await this.page.evaluate(WIDER_BY));
      if (tooWide > 0) problems.push(`${name}: ${tooWide} pixels wider than a screen of ${viewport.width}`);
    }
    await this.page.setViewport(WIDE);
    await this.page.evaluate(`${SCHEME_ATTRIBUTE}, 'light')`);
    return problems;
  }

  /** Looks at a state that all screens draw alike: fully if somebody wants to see it. */
  async inspectState(name: string): Promise<string[]> {
    if (SCREENSHOTS !== undefined) return this.inspect(name);
    return (await this.axe()).map((violation) => `${name}: ${violation}`);
  }

  async #screenshot(name: string): Promise<void> {
    if (SCREENSHOTS === undefined) return;
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name.replaceAll(/[^\w-]+/g, '-')}.png`), fullPage: true });
  }
}
